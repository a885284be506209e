//! Where a model can run.

use deepnode_infer::Device;
use pyo3::prelude::*;

/// The devices that can be used here, as `load` takes them: `cpu`, and the GPUs that the driver lists.
///
/// >>> from deepnode import infer
/// >>> infer.devices()[0]
/// 'cpu'
#[pyfunction]
pub(crate) fn devices(py: Python<'_>) -> Vec<String> {
    py.detach(|| Device::all().iter().map(ToString::to_string).collect())
}

/// Whether this build of the package can use NVIDIA GPUs, if the machine has one.
#[pyfunction]
pub(crate) fn has_cuda() -> bool {
    Device::HAS_CUDA
}

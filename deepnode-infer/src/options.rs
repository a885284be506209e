//! How a model is loaded and run.

use crate::device::Device;
use crate::generate::Layout;

/// The arithmetic that a model computes in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Mode {
    /// Floats of 32 bits: the same bits on one kind of processor only.
    F32,
    /// Whole numbers: the same bits everywhere. Weights have eight bits, what they are multiplied
    /// with has eight to eleven.
    Exact,
}

/// What multiplies matrices in exact mode. The results are the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kernel {
    /// The tensor library's product, as fast as the device allows.
    Auto,
    /// The tensor library's product of integers.
    Integers,
    /// Plain loops over 32-bit integers on the processor: slow, and simple enough to believe.
    Scalar,
}

/// Where and how a model runs.
///
/// ```
/// use deepnode_infer::{Device, Mode, Model, Options};
///
/// # fn main() -> Result<(), deepnode_infer::Error> {
/// # let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/f32-untied");
/// let plain = Model::load(folder, Options::exact(Device::Cpu))?;
/// let pieces = Model::load(folder, Options { piece: 3, pad: 40, ..Options::exact(Device::Cpu) })?;
/// assert_eq!(plain.mode(), Mode::Exact);
/// assert_eq!(plain.all_logits(&[1, 2, 3, 4, 5])?, pieces.all_logits(&[1, 2, 3, 4, 5])?);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    /// Where the model runs.
    pub device: Device,
    /// What it computes with.
    pub mode: Mode,
    /// What multiplies matrices in exact mode; in f32 it is always the tensor library.
    pub kernel: Kernel,
    /// Texts are read in pieces of this many tokens, at least one; it bounds the memory that scores of attention take.
    pub piece: usize,
    /// Texts are filled up to at least this many tokens, which costs time and changes no result in exact mode.
    pub pad: usize,
}

impl Options {
    /// Floats.
    pub fn f32(device: Device) -> Options {
        let Layout { piece, pad } = Layout::default();
        Options { device, mode: Mode::F32, kernel: Kernel::Auto, piece, pad }
    }

    /// Whole numbers.
    pub fn exact(device: Device) -> Options {
        Options { mode: Mode::Exact, ..Options::f32(device) }
    }

    pub(crate) fn layout(&self) -> Layout {
        // Beyond what any text has, so that sums of lengths stay small.
        const LONGEST: usize = 1 << 24;
        Layout { piece: self.piece.clamp(1, LONGEST), pad: self.pad.min(LONGEST) }
    }
}

impl From<Device> for Options {
    /// Floats on that device.
    fn from(device: Device) -> Options {
        Options::f32(device)
    }
}

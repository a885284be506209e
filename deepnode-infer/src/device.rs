//! Where a model runs: the one file that names backends.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::str::FromStr;

use burn_tensor::backend::Backend;

use crate::bert::Bert;
use crate::config::{BertConfig, LlamaConfig};
use crate::error::Error;
use crate::exact::products::{self, Products};
use crate::llama::Llama;
use crate::network::{Decoder, Encoder};
use crate::options::Kernel;
use crate::weights::Weights;

/// Where a model runs. It is always chosen, never guessed, so that a machine without a GPU says so.
///
/// ```
/// use deepnode_infer::Device;
///
/// let device: Device = "cuda:1".parse()?;
/// assert_eq!(device, Device::Cuda(1));
/// assert_eq!("cuda".parse::<Device>()?, Device::Cuda(0));
/// assert_eq!(Device::Cpu.to_string(), "cpu");
/// assert!("gpu".parse::<Device>().is_err());
/// # Ok::<(), deepnode_infer::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Device {
    /// The processor, through Burn's `flex` backend. Always there.
    Cpu,
    /// The NVIDIA GPU of this index, from 0, as the driver counts. Needs the cargo feature `cuda`.
    Cuda(usize),
}

impl Device {
    /// Whether a GPU could be used by this build, if the machine has one.
    pub const HAS_CUDA: bool = cfg!(feature = "cuda");

    /// Every device that can be used here: the processor, and the GPUs that the driver lists.
    ///
    /// ```
    /// use deepnode_infer::Device;
    ///
    /// assert_eq!(Device::all()[0], Device::Cpu);
    /// ```
    pub fn all() -> Vec<Device> {
        let gpus = (0..).map(Device::Cuda).take_while(|gpu| gpu.check().is_ok());
        std::iter::once(Device::Cpu).chain(gpus).collect()
    }

    /// Says whether the device can be used, without using it.
    ///
    /// # Errors
    ///
    /// [`Error::NoDevice`] with the reason why not.
    pub fn check(self) -> Result<(), Error> {
        match self {
            Device::Cpu => Ok(()),
            Device::Cuda(index) => {
                cuda::check(index).map_err(|reason| Error::NoDevice { device: self, reason })
            }
        }
    }
}

impl fmt::Display for Device {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Device::Cpu => f.write_str("cpu"),
            Device::Cuda(0) => f.write_str("cuda"),
            Device::Cuda(index) => write!(f, "cuda:{index}"),
        }
    }
}

impl FromStr for Device {
    type Err = Error;

    /// Reads `cpu`, `cuda` (the first GPU) or `cuda:N`.
    ///
    /// # Errors
    ///
    /// [`Error::UnknownDevice`] for any other text.
    fn from_str(text: &str) -> Result<Device, Error> {
        let index = match text {
            "cpu" => return Ok(Device::Cpu),
            "cuda" => Some(0),
            _ => text.strip_prefix("cuda:").and_then(|n| n.parse().ok()),
        };
        index.map(Device::Cuda).ok_or_else(|| Error::UnknownDevice(text.to_owned()))
    }
}

/// Moves the weights of a decoder to the device.
pub(crate) fn load(
    device: Device,
    config: &LlamaConfig,
    weights: &mut Weights,
) -> Result<Box<dyn Decoder>, Error> {
    match device {
        Device::Cpu => open::<burn_flex::Flex>(burn_flex::FlexDevice, config, weights),
        Device::Cuda(index) => cuda::load(index, config, weights),
    }
}

/// Matrix products of whole numbers on the device, proven there.
pub(crate) fn products(device: Device, kernel: Kernel) -> Result<Box<dyn Products>, Error> {
    match (kernel, device) {
        (Kernel::Scalar, _) => Ok(Box::new(products::Scalar)),
        (_, Device::Cpu) => guard(|| products::on::<burn_flex::Flex>(burn_flex::FlexDevice, kernel)),
        (_, Device::Cuda(index)) => cuda::products(index, kernel),
    }
}

fn open<B: Backend>(
    device: B::Device,
    config: &LlamaConfig,
    weights: &mut Weights,
) -> Result<Box<dyn Decoder>, Error> {
    guard(|| Ok(Box::new(Llama::<B>::load(config, weights, device)?) as Box<dyn Decoder>))
}

/// Moves the weights of an encoder to the device.
pub(crate) fn load_encoder(
    device: Device,
    config: &BertConfig,
    weights: &mut Weights,
) -> Result<Box<dyn Encoder>, Error> {
    match device {
        Device::Cpu => open_encoder::<burn_flex::Flex>(burn_flex::FlexDevice, config, weights),
        Device::Cuda(index) => cuda::load_encoder(index, config, weights),
    }
}

fn open_encoder<B: Backend>(
    device: B::Device,
    config: &BertConfig,
    weights: &mut Weights,
) -> Result<Box<dyn Encoder>, Error> {
    guard(|| Ok(Box::new(Bert::<B>::load(config, weights, device)?) as Box<dyn Encoder>))
}

/// Runs a computation and turns a panic of the tensor library into [`Error::Backend`].
///
/// Burn reports a lost device or exhausted memory by panicking. Whatever the computation had in hand is dropped.
pub(crate) fn guard<T>(run: impl FnOnce() -> Result<T, Error>) -> Result<T, Error> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|panic| Err(Error::Backend(message(&*panic))))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().map(String::as_str);
    text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no reason given").to_owned()
}

#[cfg(not(feature = "cuda"))]
mod cuda {
    use super::*;

    pub(super) fn check(_index: usize) -> Result<(), String> {
        Err("this build has no CUDA; build with the cargo feature `cuda`".to_owned())
    }

    pub(super) fn load(index: usize, _: &LlamaConfig, _: &mut Weights) -> Result<Box<dyn Decoder>, Error> {
        never(index)
    }

    pub(super) fn load_encoder(
        index: usize,
        _: &BertConfig,
        _: &mut Weights,
    ) -> Result<Box<dyn Encoder>, Error> {
        never(index)
    }

    pub(super) fn products(index: usize, _: Kernel) -> Result<Box<dyn Products>, Error> {
        never(index)
    }

    fn never<T>(index: usize) -> Result<T, Error> {
        check(index)
            .map_err(|reason| Error::NoDevice { device: Device::Cuda(index), reason })
            .map(|()| unreachable!())
    }
}

#[cfg(feature = "cuda")]
mod cuda {
    use std::panic::{set_hook, take_hook};
    use std::sync::OnceLock;

    use burn_cuda::{Cuda, CudaDevice};
    use cudarc::driver::CudaContext;

    use super::*;

    /// Asks the driver itself: making a Burn device succeeds without a GPU, and its first tensor then panics in
    /// a thread of its own.
    pub(super) fn check(index: usize) -> Result<(), String> {
        static COUNT: OnceLock<Result<usize, String>> = OnceLock::new();
        let count = COUNT.get_or_init(count).clone()?;
        if index < count { Ok(()) } else { Err(format!("the driver lists {count} GPUs")) }
    }

    fn count() -> Result<usize, String> {
        // Without a driver, cudarc panics as it looks for the library; that is an answer and not worth a trace.
        let hook = take_hook();
        set_hook(Box::new(|_| ()));
        let answer = catch_unwind(CudaContext::device_count);
        set_hook(hook);
        match answer {
            Ok(Ok(count)) => Ok(usize::try_from(count).unwrap_or(0)),
            Ok(Err(error)) => Err(format!("the NVIDIA driver does not start: {error:?}")),
            Err(_) => Err("no NVIDIA driver is installed".to_owned()),
        }
    }

    pub(super) fn load(
        index: usize,
        config: &LlamaConfig,
        weights: &mut Weights,
    ) -> Result<Box<dyn Decoder>, Error> {
        open::<Cuda<f32, i32>>(CudaDevice::new(index), config, weights)
    }

    pub(super) fn load_encoder(
        index: usize,
        config: &BertConfig,
        weights: &mut Weights,
    ) -> Result<Box<dyn Encoder>, Error> {
        open_encoder::<Cuda<f32, i32>>(CudaDevice::new(index), config, weights)
    }

    pub(super) fn products(index: usize, kernel: Kernel) -> Result<Box<dyn Products>, Error> {
        guard(|| products::on::<Cuda<f32, i32>>(CudaDevice::new(index), kernel))
    }
}

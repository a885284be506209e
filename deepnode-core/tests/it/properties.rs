//! What holds for all inputs, tried on many.

mod draws;
mod evidence;
mod files;
mod money;
mod plays;
mod queue;

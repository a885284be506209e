//! Inference in whole numbers: the same bits on every machine.
//!
//! # How numbers are held
//!
//! A real number is an `i64` in steps of 2^-20. Where a matrix is multiplied, each row of what goes in is divided by
//! its greatest magnitude and cut to eight to eleven bits, as many as keep every sum below 2^24; the matrix was cut to eight
//! bits when it was loaded. The sums of their products are whole numbers that floats of 32 bits hold exactly whatever the order in
//! which they are added. So the matrix product of any library will do, and the [self-test](products::self_test) proves
//! it of each device before it is used. Scores of attention are products of as many bits as 2^24 leaves room for, and
//! their softmax, the activations, the norms and the rotary turns are computed with integers and [tables] that are
//! themselves made by integers.
//!
//! No operation depends on the order of its terms, so the result cannot depend on threads, on what else is in a
//! batch, on padding, on the pieces in which a text is read, or on the machine.
//!
//! What numbers can grow to is [bounded](bounds) when a model is loaded; one whose numbers could leave their room is
//! refused by the name of the parameter.

mod attention;
mod bert;
mod bounds;
mod cells;
mod fixed;
mod linear;
mod llama;
mod loader;
mod norm;
pub(crate) mod products;
mod rope;
mod rows;
pub(crate) mod tables;

use self::bert::Bert;
use self::llama::Llama;
use self::products::Products;
use crate::config::Config;
use crate::error::Error;
use crate::network::Network;
use crate::weights::Weights;

/// Reads the weights of any architecture into integers.
pub(crate) fn load(
    config: &Config,
    weights: &mut Weights,
    products: Box<dyn Products>,
) -> Result<Network, Error> {
    Ok(match config {
        Config::Llama(config) => Network::Decoder(Box::new(Llama::load(config, weights, products)?)),
        Config::Bert(config) => Network::Encoder(Box::new(Bert::load(config, weights, products)?)),
    })
}

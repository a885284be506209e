//! Examples with small numbers, told from the first command to the last payment.

mod emission;
mod governance;
mod leaving;
mod misbehaviour;
mod payment;

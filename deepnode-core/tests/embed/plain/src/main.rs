//! Embeds a domain with the crate's default features.

use deepnode_core::{Address, Amount, Command, Domain, Params};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let bridge = Address([1; 20]);
    let mut domain = Domain::new(8453, Address::ZERO, Params { bridge, ..Params::default() })?;
    domain.apply(1, bridge, &Command::Deposit { to: bridge, amount: Amount::dn(7) })?;
    println!("{} has {}", bridge, domain.balance(&bridge).in_dn());
    Ok(())
}

//! Embeds a domain where there is no standard library: links against the C library alone, for the start of the program
//! and the memory functions.
#![no_std]
#![no_main]

use core::alloc::{GlobalAlloc, Layout};
use core::cell::UnsafeCell;
use core::sync::atomic::{AtomicUsize, Ordering};

use deepnode_core::{Address, Amount, Command, Domain, Params};

#[link(name = "c")]
unsafe extern "C" {
    fn abort() -> !;
}

const SIZE: usize = 1 << 20;

/// Gives out memory from the front of one block and takes none back.
struct Arena {
    block: UnsafeCell<[u8; SIZE]>,
    used: AtomicUsize,
}

// SAFETY: each byte of the block is given out once, by the atomic counter.
unsafe impl Sync for Arena {}

// SAFETY: ranges that are given out do not overlap, lie in the block and are aligned.
unsafe impl GlobalAlloc for Arena {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let base = self.block.get() as usize;
        let fit = |used: usize| {
            let start = (base + used).next_multiple_of(layout.align()) - base;
            start.checked_add(layout.size()).filter(|end| *end <= SIZE)
        };
        match self.used.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fit) {
            Ok(used) => ((base + used).next_multiple_of(layout.align())) as *mut u8,
            Err(_) => core::ptr::null_mut(),
        }
    }

    unsafe fn dealloc(&self, _: *mut u8, _: Layout) {}
}

#[global_allocator]
static ARENA: Arena = Arena { block: UnsafeCell::new([0; SIZE]), used: AtomicUsize::new(0) };

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    // SAFETY: takes nothing and does not return.
    unsafe { abort() }
}

/// The precompiled core library names this one and the next, although nothing here unwinds.
#[unsafe(no_mangle)]
extern "C" fn rust_eh_personality() {}

#[unsafe(no_mangle)]
extern "C" fn _Unwind_Resume() -> ! {
    // SAFETY: takes nothing and does not return.
    unsafe { abort() }
}

/// Exits with 0 if the domain did what it should.
#[unsafe(no_mangle)]
extern "C" fn main(_: i32, _: *const *const u8) -> i32 {
    let bridge = Address([1; 20]);
    let Ok(mut domain) = Domain::new(8453, Address::ZERO, Params { bridge, ..Params::default() }) else {
        return 1;
    };
    let deposit = Command::Deposit { to: bridge, amount: Amount::dn(7) };
    if domain.apply(1, bridge, &deposit).is_err() || !domain.audit().is_empty() {
        return 2;
    }
    i32::from(domain.balance(&bridge) != Amount::dn(7))
}

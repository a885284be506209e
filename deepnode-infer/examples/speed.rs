//! scratch
use deepnode_infer::*;
use std::ops::ControlFlow;
use std::time::Instant;
fn cpu() -> f64 {
    let s = std::fs::read_to_string("/proc/self/schedstat").unwrap();
    s.split(' ').next().unwrap().parse::<f64>().unwrap() / 1e9
}
fn main() {
    let dir = std::env::args().nth(1).unwrap();
    let t = Instant::now();
    let m = Model::load(dir, Device::Cpu).unwrap();
    println!("load {:?}", t.elapsed());
    let prompt: Vec<u32> = (0..32).map(|i| (i * 37) % m.config().vocab_size as u32).collect();
    let go = |_| ControlFlow::Continue(());
    if std::env::args().nth(2).as_deref() == Some("pre") {
        for _ in 0..6 {
            for n in [32u32, 128, 480] {
                let toks: Vec<u32> = (0..n).map(|i| (i * 37) % 264).collect();
                let c = cpu();
                for _ in 0..480 / n {
                    m.logits(&toks).unwrap();
                }
                let d = cpu() - c;
                println!("prefill {n}: {:.0} tok per cpu-s", (480 / n * n) as f64 / d);
            }
        }
        return;
    }
    let only = std::env::args().nth(2).is_some();
    for limit in [1u32, 64, 256, 256, 256, 256] {
        let job = Job { stop_at_eos: false, ..Job::greedy(prompt.clone(), limit) };
        let c = cpu();
        let t = Instant::now();
        let g = m.generate(&job, go).unwrap();
        let e = t.elapsed();
        println!(
            "gen {} in {:?}: {:.1} tok/s; main-thread cpu {:.3} ms/tok",
            g.tokens.len(),
            e,
            g.tokens.len() as f64 / e.as_secs_f64(),
            (cpu() - c) * 1e3 / g.tokens.len() as f64
        );
    }
    if only {
        return;
    }
    for b in [4usize, 16, 32] {
        let jobs: Vec<Job> = (0..b)
            .map(|i| Job { stop_at_eos: false, ..Job::greedy(prompt[..8 + i % 20].to_vec(), 64) })
            .collect();
        let t = Instant::now();
        let g = m.generate_batch(&jobs).unwrap();
        let n: usize = g.iter().map(|g| g.tokens.len()).sum();
        let e = t.elapsed();
        println!("batch {b}: {:.1} tok/s", n as f64 / e.as_secs_f64());
    }
    for n in [128usize, 512, 1024] {
        let toks: Vec<u32> = (0..n as u32).map(|i| (i * 37) % 264).collect();
        if n > m.config().context {
            continue;
        }
        let t = Instant::now();
        m.logits(&toks).unwrap();
        let e = t.elapsed();
        println!("prefill {n}: {:.0} tok/s", n as f64 / e.as_secs_f64());
    }
}

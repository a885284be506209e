//! What a person reads at the end.

use deepnode_core::{
    Address, Assignment, AssignmentStatus, CaseStatus, InDn, Outcome, Place, Reason, TaskId, TaskStatus,
};
use serde::Serialize;

use crate::cast::{self, MinerKind, ValidatorKind, address, name_of};
use crate::findings;
use crate::flows::Flows;
use crate::meter::Work;
use crate::play::Play;
use crate::tables::{dn, score, table};

/// A task and who answered what, for the JSON file.
#[derive(Serialize)]
pub(crate) struct TaskSummary {
    task: TaskId,
    consumer: Address,
    prompt: String,
    answer: Option<String>,
    miner: Option<Address>,
    status: &'static str,
}

/// Each task with the answer and the miner of its lowest approved slot.
pub(crate) fn tasks(play: &Play) -> anyhow::Result<Vec<TaskSummary>> {
    let summary = |posted: &crate::play::Posted| {
        let row = play.domain.task(posted.task);
        let approved = row.and_then(|row| row.approved().next());
        let miner = approved
            .and_then(|id| play.domain.miner_of(play.domain.assignment(id)?))
            .map(|miner| miner.address);
        Ok(TaskSummary {
            task: posted.task,
            consumer: posted.consumer,
            prompt: posted.prompt.clone(),
            answer: approved.map(|id| play.text(id)).transpose()?,
            miner,
            status: row.map_or("unknown", |row| row.status.word()),
        })
    };
    play.posted.iter().map(summary).collect()
}

pub(crate) fn print(play: &Play) -> anyhow::Result<()> {
    print_answers(play)?;
    print_miners(play);
    print_caught(play);
    print_validators(play);
    print_revenue(&play.flows);
    print_emission(&play.flows);
    print_cases(play);
    print_audit(play);
    Ok(())
}

fn print_answers(play: &Play) -> anyhow::Result<()> {
    let tasks = tasks(play)?;
    println!("\nSome of the {} answers", tasks.len());
    for task in tasks.iter().filter(|task| task.answer.is_some()).take(4) {
        let answer = task.answer.as_deref().unwrap_or_default();
        println!("  {} … {}", task.prompt, answer.trim().replace('\n', " / "));
    }
    Ok(())
}

fn print_miners(play: &Play) {
    let header = [
        "miner",
        "character",
        "approved",
        "rejected",
        "no result",
        "VWU",
        "trust",
        "earned DN",
        "collateral DN",
        "status",
    ];
    let mut rows = table(&header, 2..9);
    for role in &cast::MINERS {
        let who = address(role.name);
        let Some(row) = play.domain.miner(&who) else { continue };
        let count = |word: &[&str]| {
            let own = assignments_of(play, who).filter(|a| word.contains(&a.status.word()));
            own.count().to_string()
        };
        rows.add_row([
            role.name.to_owned(),
            role.kind.words().to_owned(),
            count(&["approved"]),
            count(&["rejected"]),
            count(&["timed_out", "declined"]),
            format!("{}.{:03}", row.vwu / 1000, row.vwu % 1000),
            score(row.evidence.score()),
            dn(play.flows.earned.get(&who).copied().unwrap_or(0)),
            dn(play.domain.money(Place::Collateral(who)).units()),
            row.status().word().to_owned(),
        ]);
    }
    println!("\nMiners\n{rows}");
}

fn assignments_of(play: &Play, miner: Address) -> impl Iterator<Item = &Assignment> {
    let is_its = move |row: &&Assignment| play.domain.miner_of(row).is_some_and(|m| m.address == miner);
    play.domain.assignments().map(|(_, row)| row).filter(is_its)
}

fn print_caught(play: &Play) {
    println!("\nWhat caught whom\n{}", findings::caught(&play.findings));
    println!("A copy is told by those who judged the original, too; others say what is wrong with it.");
    for role in cast::MINERS.iter().filter(|role| role.kind == MinerKind::TooSlow) {
        let declined = AssignmentStatus::Ended(Outcome::Declined);
        let count = assignments_of(play, address(role.name)).filter(|row| row.status == declined).count();
        println!("Leases that {} gave back because they were too short: {count}", role.name);
    }
    for role in cast::VALIDATORS.iter().filter(|role| role.kind == ValidatorKind::RubberStamp) {
        let who = address(role.name);
        let outvoted = play.domain.assignments().filter(|(_, row)| {
            let rejected = matches!(row.status, AssignmentStatus::Ended(Outcome::Rejected { .. }));
            rejected && play.domain.committee(row).any(|seat| seat.address == who)
        });
        println!("Times that {} was outvoted: {}", role.name, outvoted.count());
    }
}

fn print_validators(play: &Play) {
    let mut rows = table(&["validator", "character", "seats", "trust", "earned DN", "stake DN"], 2..6);
    for role in &cast::VALIDATORS {
        let who = address(role.name);
        let Some(row) = play.domain.validator(&who) else { continue };
        let character = match role.kind {
            ValidatorKind::Honest => "reads every answer",
            ValidatorKind::RubberStamp => "votes without checking",
        };
        let seats = play.domain.assignments().map(|(_, a)| play.domain.committee(a));
        rows.add_row([
            role.name.to_owned(),
            character.to_owned(),
            seats.flatten().filter(|seat| seat.address == who).count().to_string(),
            score(row.evidence.score()),
            dn(play.flows.earned.get(&who).copied().unwrap_or(0)),
            dn(play.domain.money(Place::Stake(who)).units()),
        ]);
    }
    println!("\nValidators\n{rows}");
}

fn print_revenue(flows: &Flows) {
    let legs = [
        (Reason::Mining, "miners"),
        (Reason::Validation, "validators"),
        (Reason::Owners, "creator and backers"),
        (Reason::Fees, "fees, payment processors"),
        (Reason::Domain, "domain's treasury"),
        (Reason::Foundation, "foundation"),
        (Reason::Emission, "emission pool"),
        (Reason::RevenueBurn, "burned"),
        (Reason::Buyback, "bought back and burned"),
    ];
    let of = |reason| flows.revenue.get(&reason).copied().unwrap_or(0);
    let gross: u128 = legs.iter().map(|(reason, _)| of(*reason)).sum();
    let mut rows = table(&["revenue goes to", "DN", "", ""], 1..3);
    for (reason, name) in legs {
        let units = of(reason);
        // Rounded to the nearest.
        let thousandths = (units * 2000 + gross).checked_div(2 * gross).unwrap_or(0);
        let bar = "█".repeat((thousandths as usize).div_ceil(20));
        rows.add_row([
            name.to_owned(),
            InDn::of(units).to_string(),
            format!("{}.{} %", thousandths / 10, thousandths % 10),
            bar,
        ]);
    }
    rows.add_row([
        "gross revenue".to_owned(),
        InDn::of(gross).to_string(),
        "100.0 %".to_owned(),
        String::new(),
    ]);
    println!(
        "\nWhere every unit of the revenue went ({} refunded beside it)\n{rows}",
        InDn::of(of(Reason::Refund))
    );
}

fn print_emission(flows: &Flows) {
    let legs: Vec<String> =
        flows.emission.iter().map(|(reason, units)| format!("{reason} {}", dn(*units))).collect();
    let total: u128 = flows.emission.values().sum();
    println!("\nEmission paid by epochs: {} ({})", InDn::of(total), legs.join(", "));
}

fn print_cases(play: &Play) {
    let header =
        ["case", "miner", "severity", "rejections", "outcome", "burned DN", "to treasury DN", "returned DN"];
    let mut rows = table(&header, 5..8);
    for (id, case) in play.domain.cases() {
        let Some(miner) = play.domain.miner_in(case).map(|miner| miner.address) else { continue };
        let slashed = match case.status {
            CaseStatus::Executed => play.flows.slashed.get(&miner).copied().unwrap_or_default(),
            _ => Default::default(),
        };
        rows.add_row([
            id.to_string(),
            name_of(&miner),
            case.severity.word().to_owned(),
            case.rejections.len().to_string(),
            case.status.word().to_owned(),
            dn(slashed.burned),
            dn(slashed.treasury),
            dn(slashed.returned),
        ]);
    }
    println!("\nCases\n{rows}");
}

fn print_audit(play: &Play) {
    let domain = &play.domain;
    let supply = domain.supply();
    let settled = domain.tasks().filter(|(_, task)| task.status == TaskStatus::Settled).count();
    println!("\n{settled} of {} tasks were settled.", domain.tasks().count());
    println!(
        "deposited {} + emitted {} = withdrawn {} + burned {} + in places {}",
        InDn::of(supply.deposited),
        InDn::of(supply.emitted),
        InDn::of(supply.withdrawn),
        InDn::of(supply.burned),
        InDn::of(supply.circulating()),
    );
    let broken = domain.audit();
    if broken.is_empty() {
        println!("Audit: nothing is missing, every invariant holds.");
    } else {
        println!("Audit: {}", broken.join("; "));
    }
    let Work { runs, written, readings, read, time } = play.meter.work();
    println!(
        "Inference: {runs} runs wrote {written} tokens, {readings} readings checked {read}, in {:.1} s on this machine.",
        time.as_secs_f64(),
    );
}

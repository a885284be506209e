// SPDX-License-Identifier: MIT OR Apache-2.0
pragma solidity ^0.8.30;

/// The ledger work of a task's life as a contract would do it: escrow, weighted draws, commitments, trust, settlement.
/// Left out, in the contract's favour: draws in order of registration (it draws a place and accepts it by its weight),
/// several models, replicas and rounds, delegations, cases, epochs, pinned parameters, proposals.
contract Domain {
    enum Status { None, Leased, Submitted, Committing, Revealing, Approved, Rejected, TimedOut }

    struct Evidence { uint64 good; uint64 bad; }
    struct Miner { uint128 collateral; uint32 slots; uint32 inFlight; bool active; Evidence evidence; uint128 vwu; }
    struct Validator { uint96 stake; bool active; Evidence evidence; }
    struct Task { address consumer; uint32 units; uint32 attempts; bytes32 input; uint128 escrow; }
    struct Seat { address validator; bool revealed; uint8 verdict; bytes32 commitment; }
    struct Assignment {
        address miner; Status status; uint8 committed; uint8 revealed; uint64 task;
        uint64 until; uint32 unitsDone; bytes32 seal; Seat[3] seats;
    }

    event TaskSubmitted(uint64 task, address consumer, uint32 units, bytes32 input);
    event Leased(uint64 assignment, uint64 task, address miner, uint64 until);
    event ResultSubmitted(uint64 assignment, uint32 unitsDone, bytes32 seal, uint64 score, uint128 collateral);
    event Seated(uint64 assignment, address[3] validators, uint64 until);
    event VerdictCommitted(uint64 assignment, address validator, bytes32 commitment);
    event RevealingStarted(uint64 assignment, uint64 until);
    event VerdictRevealed(uint64 assignment, address validator, uint8 verdict, bytes32 outputRoot);
    event AssignmentEnded(uint64 assignment, Status status);
    event TrustChanged(address subject, uint64 good, uint64 bad);
    event TaskSettled(uint64 task, uint32 unitsPaid);
    event Paid(address to, uint256 amount);
    event BeaconTurned(bytes32 beacon, bytes32 next);

    uint256 constant ONE = 1e9;
    uint256 constant PRICE = 1e18;
    uint64 constant LEASE_MS = 60_000;
    uint64 constant PHASE_MS = 60_000;
    uint256 constant CAP = 1_000_000e18;
    uint64 constant DECAY = 980_000_000;

    bytes32 immutable id;
    address immutable sequencer;
    address immutable creator;
    address immutable treasury;
    address immutable feeRecipient;
    address immutable foundation;
    address[3] backers;

    mapping(address => uint256) public balance;
    mapping(address => Miner) miners;
    address[] minerList;
    uint256 mostSlots;
    mapping(address => Validator) validators;
    address[] validatorList;
    uint256 mostStake;
    mapping(uint64 => Task) tasks;
    mapping(uint64 => Assignment) assignments;
    uint64 taskCount;
    uint64 assignmentCount;
    uint64[] waiting;
    uint64[] live;
    uint256 pool;
    uint256 burned;
    Evidence modelEvidence;
    bytes32 beacon;
    bytes32 next;

    constructor(bytes32 id_, address sequencer_, address consumer) {
        id = id_;
        sequencer = sequencer_;
        creator = address(101);
        treasury = address(102);
        feeRecipient = address(103);
        foundation = address(104);
        backers = [address(105), address(106), address(107)];
        balance[consumer] = 4e9 * 1e18;
    }

    /// The stage is set by the hundred; only a task's life is measured.
    function registerMiners(address[] calldata who) external {
        for (uint256 i = 0; i < who.length; i++) {
            miners[who[i]] = Miner(1400e18, 4, 0, true, Evidence(0, 0), 0);
            minerList.push(who[i]);
        }
        mostSlots = 4;
    }

    function registerValidators(address[] calldata who, uint96[] calldata stakes) external {
        for (uint256 i = 0; i < who.length; i++) {
            validators[who[i]] = Validator(stakes[i], true, Evidence(0, 0));
            validatorList.push(who[i]);
            if (stakes[i] > mostStake) mostStake = stakes[i];
        }
    }

    function minerOf(uint64 assignment) external view returns (address) {
        return assignments[assignment].miner;
    }

    function seatOf(uint64 assignment, uint256 seat) external view returns (address) {
        return assignments[assignment].seats[seat].validator;
    }

    function submitTask(uint32 units, bytes32 input) external {
        require(units > 0, "invalid_units");
        uint256 price = PRICE * units;
        require(balance[msg.sender] >= price, "insufficient_balance");
        balance[msg.sender] -= price;
        uint64 task = ++taskCount;
        tasks[task] = Task(msg.sender, units, 0, input, uint128(price));
        waiting.push(task);
        emit TaskSubmitted(task, msg.sender, units, input);
    }

    function submitResult(uint64 assignment, uint32 unitsDone, bytes32 seal) external {
        Assignment storage row = assignments[assignment];
        require(row.miner == msg.sender, "not_authorised");
        require(row.status == Status.Leased, "wrong_status");
        require(block.timestamp < row.until, "too_late");
        require(unitsDone > 0 && unitsDone <= tasks[row.task].units, "invalid_units");
        row.status = Status.Submitted;
        row.unitsDone = unitsDone;
        row.seal = seal;
        Miner storage miner = miners[msg.sender];
        emit ResultSubmitted(assignment, unitsDone, seal, uint64(score(miner.evidence)), miner.collateral);
    }

    function commitVerdict(uint64 assignment, bytes32 commitment) external {
        Assignment storage row = assignments[assignment];
        require(row.status == Status.Committing, "wrong_status");
        require(block.timestamp < row.until, "too_late");
        Seat storage seat = ownSeat(row);
        require(seat.commitment == 0, "already_committed");
        seat.commitment = commitment;
        row.committed += 1;
        emit VerdictCommitted(assignment, msg.sender, commitment);
    }

    function revealVerdict(uint64 assignment, uint8 verdict, bytes32 outputRoot, bytes32 sealSalt, bytes32 salt) external {
        Assignment storage row = assignments[assignment];
        require(row.status == Status.Revealing, "wrong_status");
        require(block.timestamp < row.until, "too_late");
        Seat storage seat = ownSeat(row);
        require(!seat.revealed, "already_revealed");
        bytes32 found = keccak256(
            abi.encodePacked("deepnode/verdict", id, assignment, uint8(1), msg.sender, verdict, outputRoot, salt)
        );
        require(found == seat.commitment, "commitment_mismatch");
        if (verdict == 0) {
            bytes32 seal = keccak256(abi.encodePacked("deepnode/seal", id, assignment, row.miner, outputRoot, sealSalt));
            require(seal == row.seal, "seal_mismatch");
        }
        seat.revealed = true;
        seat.verdict = verdict;
        row.revealed += 1;
        emit VerdictRevealed(assignment, msg.sender, verdict, outputRoot);
    }

    function advance(bytes32 entropy, bytes32 next_) external {
        require(msg.sender == sequencer, "not_authorised");
        require(next == 0 || keccak256(abi.encodePacked(entropy)) == next, "wrong_entropy");
        bytes32 turned = keccak256(abi.encodePacked(beacon, entropy, uint64(block.timestamp)));
        beacon = turned;
        next = next_;
        emit BeaconTurned(turned, next_);

        for (uint256 i = 0; i < live.length;) {
            uint64 assignment = live[i];
            Assignment storage row = assignments[assignment];
            bool due = block.timestamp >= row.until;
            if (row.status == Status.Leased && due) {
                end(assignment, row, Status.TimedOut);
            } else if (row.status == Status.Committing && (due || row.committed == 3)) {
                row.status = Status.Revealing;
                row.until = uint64(block.timestamp) + PHASE_MS;
                emit RevealingStarted(assignment, row.until);
            } else if (row.status == Status.Revealing && (due || row.revealed == row.committed)) {
                tally(assignment, row);
            }
            if (row.status >= Status.Approved) {
                live[i] = live[live.length - 1];
                live.pop();
            } else {
                i++;
            }
        }
        while (waiting.length > 0) {
            lease(waiting[waiting.length - 1], turned);
            waiting.pop();
        }
        for (uint256 i = 0; i < live.length; i++) {
            if (assignments[live[i]].status == Status.Submitted) seat_(live[i], turned);
        }
    }

    function lease(uint64 task, bytes32 turned) internal {
        uint256 most = ONE * mostSlots;
        for (uint32 k = 0;; k++) {
            uint256 x = uint256(keccak256(abi.encodePacked(turned, "lease", uint64(task << 16), k)));
            address who = minerList[(x >> 128) % minerList.length];
            Miner storage miner = miners[who];
            if (!miner.active || miner.inFlight >= miner.slots || who == tasks[task].consumer || who == creator) continue;
            uint256 trust = score(miner.evidence);
            uint256 weight = (trust * trust / ONE) * (miner.slots - miner.inFlight);
            if (uint128(x) % most >= weight) continue;
            miner.inFlight += 1;
            tasks[task].attempts += 1;
            uint64 assignment = ++assignmentCount;
            Assignment storage row = assignments[assignment];
            row.miner = who;
            row.status = Status.Leased;
            row.task = task;
            row.until = uint64(block.timestamp) + LEASE_MS;
            live.push(assignment);
            emit Leased(assignment, task, who, row.until);
            return;
        }
    }

    function seat_(uint64 assignment, bytes32 turned) internal {
        Assignment storage row = assignments[assignment];
        uint256 most = mostStake < CAP ? mostStake : CAP;
        address[3] memory drawn;
        uint256 seated = 0;
        for (uint32 k = 0; seated < 3; k++) {
            uint256 x = uint256(keccak256(abi.encodePacked(turned, "seat", assignment, k)));
            address who = validatorList[(x >> 128) % validatorList.length];
            Validator storage validator = validators[who];
            if (!validator.active || who == row.miner || who == tasks[row.task].consumer || who == creator) continue;
            if (who == drawn[0] || who == drawn[1]) continue;
            uint256 stake = validator.stake < CAP ? validator.stake : CAP;
            if (uint128(x) % most >= stake * score(validator.evidence) / ONE) continue;
            row.seats[seated].validator = who;
            drawn[seated++] = who;
        }
        row.status = Status.Committing;
        row.until = uint64(block.timestamp) + PHASE_MS;
        emit Seated(assignment, drawn, row.until);
    }

    function tally(uint64 assignment, Assignment storage row) internal {
        uint256 correct = 0;
        for (uint256 i = 0; i < 3; i++) {
            if (row.seats[i].revealed && row.seats[i].verdict == 0) correct++;
        }
        bool approved = correct >= 2;
        for (uint256 i = 0; i < 3; i++) {
            Seat storage seat = row.seats[i];
            Evidence storage evidence = validators[seat.validator].evidence;
            if (!seat.revealed) shift(evidence, 0, 500_000);
            else if ((seat.verdict == 0) == approved) shift(evidence, 1_000_000, 0);
            else shift(evidence, 0, 2_000_000);
            emit TrustChanged(seat.validator, evidence.good, evidence.bad);
        }
        end(assignment, row, approved ? Status.Approved : Status.Rejected);
        if (approved) settle(row);
    }

    function end(uint64 assignment, Assignment storage row, Status status) internal {
        row.status = status;
        Miner storage miner = miners[row.miner];
        miner.inFlight -= 1;
        if (status == Status.Approved) {
            shift(miner.evidence, 1_000_000, 0);
            shift(modelEvidence, 1_000_000, 0);
        } else {
            shift(miner.evidence, 0, status == Status.Rejected ? 6_000_000 : 500_000);
            waiting.push(row.task);
        }
        emit TrustChanged(row.miner, miner.evidence.good, miner.evidence.bad);
        emit AssignmentEnded(assignment, status);
    }

    function settle(Assignment storage row) internal {
        Task storage task = tasks[row.task];
        uint256 held = task.escrow;
        uint256 g = PRICE * row.unitsDone;
        uint256 f = g * 5 / 100;
        uint256 b = f / 5;
        uint256 bb = g / 100;
        uint256 w = g / 10;
        uint256 d = g * 2 / 100;
        uint256 r = g - f - bb - g / 100 - w - d - g / 100;
        uint256 v = r / 5;
        task.escrow = 0;
        burned += b + bb;
        pool += g / 100;
        pay(feeRecipient, f - b);
        pay(foundation, g / 100);
        pay(treasury, d);
        uint256 own = w * 60 / 100;
        pay(creator, own);
        pay(backers[0], (w - own) / 6);
        pay(backers[1], (w - own) / 2 - (w - own) / 6);
        pay(backers[2], (w - own) - (w - own) / 2);
        uint256 agreeing = 0;
        for (uint256 i = 0; i < 3; i++) if (row.seats[i].revealed && row.seats[i].verdict == 0) agreeing++;
        uint256 k = 0;
        for (uint256 i = 0; i < 3; i++) {
            if (!row.seats[i].revealed || row.seats[i].verdict != 0) continue;
            pay(row.seats[i].validator, v * (k + 1) / agreeing - v * k / agreeing);
            k++;
        }
        pay(row.miner, r - v);
        if (held > g) pay(task.consumer, held - g);
        miners[row.miner].vwu += uint128(row.unitsDone) * 1000;
        emit TaskSettled(row.task, row.unitsDone);
    }

    function pay(address to, uint256 amount) internal {
        balance[to] += amount;
        emit Paid(to, amount);
    }

    function ownSeat(Assignment storage row) internal view returns (Seat storage) {
        for (uint256 i = 0; i < 3; i++) if (row.seats[i].validator == msg.sender) return row.seats[i];
        revert("not_seated");
    }

    function score(Evidence storage evidence) internal view returns (uint256) {
        uint256 good = evidence.good;
        return (good + 1e6) * ONE / (good + evidence.bad + 2e6);
    }

    function shift(Evidence storage evidence, uint64 good, uint64 bad) internal {
        evidence.good = uint64(uint256(evidence.good) * DECAY / ONE) + good;
        evidence.bad = uint64(uint256(evidence.bad) * DECAY / ONE) + bad;
    }
}

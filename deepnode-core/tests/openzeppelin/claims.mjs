// The claims of a domain beside those of OpenZeppelin's own tree.
//
//   node claims.mjs check STATE CLAIMS   what the replay tool and the claims tool print for one scenario
//   node claims.mjs deposits N           a scenario that leaves N addresses with a balance
//   node claims.mjs vectors              trees of a few balances, which the Rust tests hold
import { readFileSync } from 'node:fs';
import { deepStrictEqual } from 'node:assert';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';

const TYPES = ['address', 'uint256'];
const read = (file) => JSON.parse(readFileSync(file, 'utf8'));

// `balances`: [address, amount] ascending by address.
function claimsOf(balances) {
  const tree = StandardMerkleTree.of(balances, TYPES);
  const claims = balances.map(([address, amount], i) => ({ address, amount, proof: tree.getProof(i) }));
  return { root: tree.root, claims };
}

function check(state, found) {
  const balances = Object.entries(read(state).accounts).map(([address, { balance }]) => [address, balance]);
  const { root, claims } = read(found);
  if (balances.length === 0) throw new Error(`${found}: claims where nobody has a balance`);
  deepStrictEqual({ root, claims }, claimsOf(balances));
  for (const { address, amount, proof } of claims) {
    const holds = (leaf) => StandardMerkleTree.verify(root, TYPES, leaf, proof);
    if (!holds([address, amount])) throw new Error(`${found}: the proof of ${address} does not hold`);
    if (holds([address, String(BigInt(amount) + 1n)])) throw new Error(`${found}: ${address} can prove too much`);
  }
  console.log(`${found}: ${claims.length} claims, root ${root}`);
}

const address = (i) => '0x' + (BigInt(i) ** 5n * 0x9e3779b97f4a7c15f39cc0605cedcn % (1n << 160n)).toString(16).padStart(40, '0');
const amount = (i) => String(BigInt(i) ** 7n % (1n << 56n) * 1_000_003n + 1n);

function balances(n) {
  const rows = Array.from({ length: n }, (_, i) => [address(i + 1), amount(i + 1)]);
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}

function deposits(n) {
  const scenario = read(new URL('../scenarios/one_task.json', import.meta.url));
  const step = ([to, amount]) => ({
    now: 1000, signer: scenario.params.bridge, command: { type: 'deposit', to, amount },
  });
  return { ...scenario, about: `${n} balances.`, steps: balances(n).map(step) };
}

const [command, ...rest] = process.argv.slice(2);
if (command === 'check') check(...rest);
else if (command === 'deposits') console.log(JSON.stringify(deposits(Number(rest[0]))));
else if (command === 'vectors') console.log(JSON.stringify([1, 2, 3, 4, 5, 7, 16, 33].map((n) => claimsOf(balances(n))), null, 1));
else throw new Error('expected check STATE CLAIMS, deposits N or vectors');

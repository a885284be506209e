// Compiles Domain.sol to Domain.json, which is committed so that the bench needs no node: npm ci && npm run compile
import { readFileSync, writeFileSync } from 'node:fs';
import solc from 'solc';

const input = {
  language: 'Solidity',
  sources: { 'Domain.sol': { content: readFileSync('Domain.sol', 'utf8') } },
  settings: {
    optimizer: { enabled: true, runs: 1_000_000 },
    viaIR: true,
    metadata: { bytecodeHash: 'none' },
    outputSelection: { '*': { '*': ['evm.bytecode.object', 'evm.methodIdentifiers'] } },
  },
};
const { contracts, errors = [] } = JSON.parse(solc.compile(JSON.stringify(input)));
errors.forEach(({ formattedMessage }) => console.error(formattedMessage));
if (!contracts) process.exit(1);
const { bytecode, methodIdentifiers } = contracts['Domain.sol'].Domain.evm;
const output = { solc: solc.version(), methods: methodIdentifiers, bytecode: bytecode.object };
writeFileSync('Domain.json', JSON.stringify(output, null, 1) + '\n');

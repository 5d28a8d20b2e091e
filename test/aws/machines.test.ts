/** Machines on the emulator's Step Functions, which runs little of JSONata but keeps names and states, and on our own. */
import { SFNClient } from '@aws-sdk/client-sfn';
import { describe } from 'vitest';
import { stepFunctions } from '../../functions/adapters/aws/clients.ts';
import { machinesContract } from '../adapters/machines-contract.ts';
import { emulator, machinesServer } from './emulator.ts';

describe.each([
  ["the emulator's", emulator()],
  ['our own', machinesServer()],
])('%s', (_name, place) => {
  machinesContract(stepFunctions(place), new SFNClient(place));
});

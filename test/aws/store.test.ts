/** The contract of the item store, on DynamoDB's home. */
import { storeContract } from '../store/contract.ts';
import { openHome } from './store-home.ts';

storeContract('DynamoDB', () => openHome());

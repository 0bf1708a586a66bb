export { accountsStep, assignAccounts } from './assign.js';

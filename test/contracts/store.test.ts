import { describe } from 'vitest';
import { cardsContract } from './cards.contract.ts';
import { deliveriesContract } from './deliveries.contract.ts';
import { grantsContract } from './grants.contract.ts';
import { peopleContract } from './people.contract.ts';
import { policiesContract } from './policies.contract.ts';
import { refusalsContract } from './refusals.contract.ts';
import { requestAnswersContract } from './request-answers.contract.ts';
import { requestsContract } from './requests.contract.ts';
import { revealsContract } from './reveals.contract.ts';
import { sealedValuesContract } from './sealed-values.contract.ts';
import { storeContract } from './store.contract.ts';
import { IMPLEMENTATIONS } from './under-test.ts';

describe.each(IMPLEMENTATIONS)('%s', (_where, make) => {
  describe('a store', () => storeContract(make));
  describe('people', () => peopleContract(make));
  describe('policies', () => policiesContract(make));
  describe('grants', () => grantsContract(make));
  describe('requests', () => requestsContract(make));
  describe('answers to requests', () => requestAnswersContract(make));
  describe('reveals', () => revealsContract(make));
  describe('cards', () => cardsContract(make));
  describe('refusals', () => refusalsContract(make));
  describe('deliveries', () => deliveriesContract(make));
  describe('sealed values', () => sealedValuesContract(make));
});

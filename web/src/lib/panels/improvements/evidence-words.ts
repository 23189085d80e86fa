export * from '../../../../../model/evidence-words.ts';

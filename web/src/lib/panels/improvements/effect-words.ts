export * from '../../../../../model/effect-words.ts';

export * from '../../../model/finding.ts';

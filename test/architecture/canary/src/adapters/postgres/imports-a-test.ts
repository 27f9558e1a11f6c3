import '../../../test/a-test.ts';

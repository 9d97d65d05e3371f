import '@testing-library/jest-dom';
import { configure } from '@testing-library/react';

// Finding by role walks the whole page in jsdom, which takes seconds on a busy machine.
configure({ asyncUtilTimeout: 10_000 });
jest.setTimeout(60_000);

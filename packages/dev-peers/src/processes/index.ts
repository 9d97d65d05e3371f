/** What the starters of all servers need: a program, a port, a process of its own, files that survive a kill. */
export { findProgram, type ProgramSearch } from './findProgram';
export { freePort } from './freePort';
export { hasPeer, type WantedPeer } from './peerForTests';

/** What the starters of all servers need: a port, a process of its own, files that survive a kill. */
export { freePort } from './freePort';

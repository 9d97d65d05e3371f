/** A person at a shell: what they type, and what every other process of the machine could see of it. */
export {
  typeIntoCommand,
  type ToolCall,
  type TypedCommand,
  type TypedOutcome,
} from './typeIntoCommand';

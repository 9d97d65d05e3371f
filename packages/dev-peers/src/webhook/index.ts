export {
  startWebhookReceiver,
  type WebhookReceiver,
} from './startWebhookReceiver';

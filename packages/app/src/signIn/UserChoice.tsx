import { configApiRef, useApi } from '@backstage/frontend-plugin-api';
import {
  Alert,
  Avatar,
  Card,
  CardBody,
  Container,
  Flex,
  Grid,
  Text,
} from '@backstage/ui';

/** A person of `auth.providers.development.users`. */
export interface OfferedUser {
  entityRef: string;
  title: string;
  description: string;
}

/** One button for each person. */
export function UserChoice(props: {
  users: OfferedUser[];
  onChoose: (entityRef: string) => void;
}) {
  const title = useApi(configApiRef).getOptionalString('app.title');
  return (
    <Container py="8">
      <Flex direction="column" gap="6">
        <Flex direction="column" gap="2">
          <Text as="h1" variant="title-medium" weight="bold">
            {title ?? 'Backstage'}
          </Text>
          <Text color="secondary">
            Choose who you are. This sign-in has no password and works only in
            development.
          </Text>
        </Flex>
        {props.users.length === 0 && (
          <Alert
            status="warning"
            icon
            title="Nobody to sign in as"
            description="app-config has no auth.providers.development.users. An installation of your own uses its own sign-in page."
          />
        )}
        <Grid.Root columns={{ initial: '1', sm: '2' }} gap="4">
          {props.users.map(user => (
            <Card
              key={user.entityRef}
              label={`Sign in as ${user.title}`}
              onPress={() => props.onChoose(user.entityRef)}
            >
              <CardBody>
                <Flex align="center" gap="3">
                  <Avatar
                    src=""
                    name={user.title}
                    size="large"
                    purpose="decoration"
                  />
                  <Flex direction="column" gap="1">
                    <Text weight="bold">{user.title}</Text>
                    <Text color="secondary">{user.description}</Text>
                  </Flex>
                </Flex>
              </CardBody>
            </Card>
          ))}
        </Grid.Root>
      </Flex>
    </Container>
  );
}

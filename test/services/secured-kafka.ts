import type { TestCertificates } from './certificates.ts';

/** Ways into a broker that want TLS, beside the open one. */
export interface SecuredListeners {
  certificates: TestCertificates;
  /** Who may log in at `login`, by SCRAM-SHA-256, SCRAM-SHA-512 and PLAIN. */
  user: { name: string; password: string };
  /** Wants a login. */
  loginPort: number;
  /** Wants a client's certificate. */
  certificatePort: number;
}

const SECURITY = 'org.apache.kafka.common.security';

/** The listeners' addresses, the protocol of each, and what else the broker's settings have to say of them. */
export function securedSettings({ certificates, user, loginPort, certificatePort }: SecuredListeners) {
  const stores = (listener: string) => ({
    [`listener.name.${listener}.ssl.keystore.type`]: 'PEM',
    [`listener.name.${listener}.ssl.keystore.location`]: certificates.serverBoth,
    [`listener.name.${listener}.ssl.truststore.type`]: 'PEM',
    [`listener.name.${listener}.ssl.truststore.location`]: certificates.ca,
  });
  const mechanism = (name: string, login: string) => ({
    [`listener.name.login.${name}.sasl.jaas.config`]: `${login};`,
  });
  return {
    addresses: [`LOGIN://127.0.0.1:${loginPort}`, `CERTIFICATE://127.0.0.1:${certificatePort}`],
    protocols: ['LOGIN:SASL_SSL', 'CERTIFICATE:SSL'],
    settings: {
      ...stores('login'),
      ...stores('certificate'),
      'listener.name.certificate.ssl.client.auth': 'required',
      'listener.name.login.sasl.enabled.mechanisms': 'PLAIN,SCRAM-SHA-256,SCRAM-SHA-512,OAUTHBEARER',
      ...mechanism('scram-sha-256', `${SECURITY}.scram.ScramLoginModule required`),
      ...mechanism('scram-sha-512', `${SECURITY}.scram.ScramLoginModule required`),
      ...mechanism('plain', `${SECURITY}.plain.PlainLoginModule required user_${user.name}="${user.password}"`),
      // Takes tokens that nobody has signed: whose they are is not what is tested.
      ...mechanism(
        'oauthbearer',
        `${SECURITY}.oauthbearer.OAuthBearerLoginModule required unsecuredLoginStringClaim_sub="kafka"`,
      ),
    },
  };
}

/** What the broker's storage is made with, so that the user is there at its first start. */
export function scramArguments({ user }: SecuredListeners): string[] {
  return ['SCRAM-SHA-256', 'SCRAM-SHA-512'].flatMap((mechanism) => [
    '--add-scram',
    `${mechanism}=[name=${user.name},password=${user.password}]`,
  ]);
}

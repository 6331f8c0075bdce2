import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findOnPath } from './folder.ts';
import { ServiceUnavailable } from './service-unavailable.ts';

const KAFKA_VERSION = '4.2.0';
// The one that this Kafka brings; without its binding the broker says nothing, not even why it can't start.
const LOG4J_VERSION = '2.25.3';
const CACHE = fileURLToPath(
  new URL(`../../node_modules/.cache/seatwire/kafka-${KAFKA_VERSION}-with-tools`, import.meta.url),
);

const POM = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>seatwire</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka-tools</artifactId>
      <version>${KAFKA_VERSION}</version>
    </dependency>
    <dependency>
      <groupId>org.apache.logging.log4j</groupId>
      <artifactId>log4j-slf4j-impl</artifactId>
      <version>${LOG4J_VERSION}</version>
    </dependency>
  </dependencies>
</project>
`;

/** The folder of Kafka's jars; fetched once by Maven, then kept below node_modules. Throws ServiceUnavailable. */
export async function kafkaJars(): Promise<string> {
  const jars = join(CACHE, 'libs');
  if (existsSync(jars)) return jars;
  const maven = findOnPath('mvn');
  if (!maven) throw new ServiceUnavailable('kafka', 'mvn, which fetches Kafka, is not on PATH (apt-get install maven)');
  // Fetched beside and moved when complete: an interrupted or a parallel fetch leaves no half folder of jars.
  const fetched = join(CACHE, `fetch-${process.pid}`);
  await mkdir(fetched, { recursive: true });
  try {
    await writeFile(join(fetched, 'pom.xml'), POM);
    await run(maven, ['-q', '-B', 'dependency:copy-dependencies', '-DoutputDirectory=libs'], fetched);
    await rename(join(fetched, 'libs'), jars).catch((error) => {
      if (!existsSync(jars)) throw error;
    });
  } finally {
    await rm(fetched, { recursive: true, force: true });
  }
  return jars;
}

async function run(command: string, args: string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk));
  const [code] = await once(child, 'close');
  if (code === 0) return;
  const firstError = output.split('\n').find((line) => line.includes('ERROR')) ?? `exit code ${code}`;
  throw new ServiceUnavailable('kafka', `Maven could not fetch Kafka's jars: ${firstError.trim()}`);
}

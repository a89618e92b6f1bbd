import { screen } from '@testing-library/react';
import { userEvent } from '@testing-library/user-event';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FakeRest, ME, show } from '../../test-rest';
import { curl } from './curl';
import { found, inside, limits, operations, typeOf, type Document } from './openapi';
import ReferencePage from './ReferencePage';

const document = JSON.parse(readFileSync('openapi.json', 'utf8')) as Document;
const all = operations(document);
const operation = (id: string) => {
  const one = all.find(each => each.id === id);
  if (one === undefined) {
    throw new Error(`there is no ${id}`);
  }
  return one;
};

describe('the document of this service', () => {
  it('is read whole, with an address for each operation', () => {
    const methods = Object.values(document.paths).flatMap(item =>
      Object.keys(item).filter(key => ['get', 'post', 'put', 'patch', 'delete'].includes(key)),
    );
    expect(all.length).toBe(methods.length);
    expect(new Set(all.map(each => each.id)).size).toBe(all.length);
  });
  it('has schemas that can all be shown', () => {
    for (const each of all) {
      for (const schema of [each.body, ...each.answers.map(answer => answer.schema)]) {
        if (schema !== null) {
          expect(typeOf(schema, document)).not.toBe('');
        }
      }
    }
  });
  it('makes a line for each that a shell takes', () => {
    const script = all
      .map(each => `printf '%s\\n' ${curl(each, document, 'http://radio.example:8090', 'nora')}; echo`)
      .join('\n');
    const taken = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).trim().split('\n\n');
    expect(taken.length).toBe(all.length);
    taken.forEach((line, i) => {
      const words = line.split('\n');
      const url = words.find(word => word.startsWith('http://radio.example:8090/')) ?? '';
      expect(new URL(url).href).toBe(url);
      expect(url).not.toMatch(/%7B|%7D/);
      const data = words.indexOf('-d');
      expect(data !== -1).toBe(all[i]?.body !== null);
      if (data !== -1) {
        expect(typeof JSON.parse(words[data + 1] ?? '')).toBe('object');
      }
    });
  });
});

describe('lines of curl', () => {
  const line = (id: string, user = 'nora') => curl(operation(id), document, 'http://a.example', user);
  it('say who asks, and where', () => {
    expect(line('get-mounts-name')).toBe('curl -u nora http://a.example/api/v1/mounts/live');
    expect(line('post-bans')).toBe(
      `curl -u nora http://a.example/api/v1/bans -H 'Content-Type: application/json' -d '{"network":"192.0.2.0/24","reason":"guesses passwords"}'`,
    );
    expect(line('delete-users-name')).toBe('curl -u nora -X DELETE http://a.example/api/v1/users/NAME');
    expect(line('post-mounts-name-kick-source')).toContain('-X POST');
  });
  it('have bodies that the service takes, not dots', () => {
    const bodies = all.filter(each => each.body !== null && each.method !== 'DELETE');
    expect(bodies.length).toBeGreaterThan(15);
    for (const each of bodies) {
      expect(curl(each, document, 'http://a.example', 'nora')).not.toContain('...');
    }
  });
  it('follow events, and log in without a login', () => {
    expect(line('get-events')).toContain('curl -N -u nora');
    expect(line('post-session')).not.toContain('-u ');
  });
  it('let nobody out of their quotes', () => {
    expect(line('get-me', `x'; rm -rf`)).toBe(`curl -u 'x'\\''; rm -rf' http://a.example/api/v1/me`);
  });
});

it('says what types and limits are', () => {
  const limit = operation('get-users').parameters.find(each => each.name === 'limit');
  expect(limits(limit?.schema ?? {}, document)).toBe('at least 1, at most 200, 50 if absent');
  expect(typeOf({ type: 'array', items: { type: 'string' } }, document)).toBe('list of string');
  expect(typeOf({ $ref: '#/components/schemas/JsonNode' }, document)).toBe('any JSON');
  expect(inside({ $ref: '#/components/schemas/JsonNode' }, document)).toBeNull();
});

it('does not go round for ever', () => {
  const round: Document = { paths: {}, components: { schemas: { A: { $ref: '#/components/schemas/A' } } } };
  expect(typeOf({ $ref: '#/components/schemas/A' }, round)).toBe('any JSON');
});

it('finds by path, tag and names of fields', () => {
  expect(found(all, 'POST /api/v1/ban', document).map(each => each.id)).toEqual(['post-bans']);
  expect(found(all, 'trustedProxies', document).map(each => each.id)).toEqual(['patch-settings']);
});

it('opens what is linked to, and shows what is inside of it', async () => {
  new FakeRest().on('GET /q/openapi', { body: document });
  show(<ReferencePage />, { ...ME, name: 'bob', role: 'dj' }, '/reference#post-bans', '/reference/*');
  expect(await screen.findByLabelText('curl line')).toBeTruthy();
  expect(screen.getByText('network')).toBeTruthy();
  expect(screen.getAllByText(/not for your role/).length).toBeGreaterThan(0);
  const user = userEvent.setup();
  await user.click(screen.getByRole('checkbox', { name: 'Only what I may do' }));
  expect(screen.queryByText('/api/v1/bans')).toBeNull();
  await user.type(screen.getByRole('searchbox', { name: 'Find operations' }), 'no such thing');
  expect(await screen.findByText('No operation has that')).toBeTruthy();
});

import { Visitors } from './visitors';

describe('Whoever visits the node', () => {
  const visited = () => {
    const said: string[] = [];
    let now = 0;
    const visitors = new Visitors(
      (text) => said.push(text),
      () => now,
    );
    const later = (ms: number) => {
      now += ms;
    };
    return { said, visitors, later };
  };

  it('is named once a connection', () => {
    const { said, visitors } = visited();
    for (const peer of ['127.0.0.1:1', '127.0.0.1:1', '127.0.0.1:2']) visitors.admitted('desk', peer, 'board\n');
    expect(said).toEqual([
      "'desk' connected from 127.0.0.1:1 as 'board?'.",
      "'desk' connected from 127.0.0.1:2 as 'board?'.",
    ]);
  });

  it('is named as refused at once, and then no more often than once a minute', () => {
    const { said, visitors, later } = visited();
    for (let n = 0; n < 1000; n++) visitors.refused('wrong password.', `127.0.0.1:${n}`);
    expect(said).toEqual(['A call from 127.0.0.1:0 was refused: wrong password.']);
    later(60_000);
    visitors.refused('wrong password.', '127.0.0.1:7');
    expect(said[1]).toBe(
      'A call from 127.0.0.1:7 was refused: wrong password. 999 more calls were refused since the last one that was named.',
    );
  });
});

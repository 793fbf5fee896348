import { begin, busyWith, during } from './busy';

describe('What a process is at', () => {
  it('is named while it lasts, with how often, whether it goes well or not', async () => {
    const [one, other] = [begin('POST /tickets'), begin('POST /tickets')];
    const { promise, reject } = Promise.withResolvers<void>();
    const work = during('billing', promise);
    expect(busyWith()).toStrictEqual(['POST /tickets (2)', 'billing']);
    one();
    reject(new Error('no store'));
    await expect(work).rejects.toThrow('no store');
    expect(busyWith()).toStrictEqual(['POST /tickets']);
    other();
    expect(busyWith()).toStrictEqual([]);
  });
});

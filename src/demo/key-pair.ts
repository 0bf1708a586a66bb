import ssh2 from 'ssh2';

/**
 * A new ed25519 key pair: `private` in OpenSSH's PEM form, encrypted if a passphrase is given, `public` as a line of
 * authorized_keys.
 *
 * One in 256 that ssh2 1.17 makes is malformed, since it drops a leading zero byte of the public key
 * (https://github.com/mscdex/ssh2/issues/1390), so what can't be read back is made again.
 */
export function createKeyPair(passphrase?: string): { private: string; public: string } {
  for (;;) {
    const pair =
      passphrase === undefined
        ? ssh2.utils.generateKeyPairSync('ed25519')
        : ssh2.utils.generateKeyPairSync('ed25519', { passphrase, cipher: 'aes256-ctr', rounds: 16 });
    const isReadable = [pair.private, pair.public].every(
      (text) => !(ssh2.utils.parseKey(text, passphrase) instanceof Error),
    );
    if (isReadable) return pair;
  }
}

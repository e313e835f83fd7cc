/** Names of files that usually hold secrets, as expressions on their paths (push rule "prevent secrets"). */
export const SECRET_FILES: readonly string[] = [
  // Credentials of AWS.
  'aws/credentials$',
  // Private keys of SSH, by the names that people and servers give them.
  '(^|/)\\.?id_(rsa|dsa|ed25519|ecdsa)(_sk)?$',
  '(ssh|config)/(personal|server)_(rsa|dsa|ed\\d+|ecdsa)(_sk)?$',
  '_(rsa|dsa|ed25519|ecdsa)(_sk)?$',
  // Private keys of TLS.
  '\\.(pem|key)$',
  // What somebody has typed.
  '(\\.|_)history$',
];

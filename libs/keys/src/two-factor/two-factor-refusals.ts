/** Refusals of the second-factor endpoints, as the shell prints them (git-access.md 8 and 12.2). */
export const twoFactorRefusals = {
  notEnabled: 'Two-factor authentication is not enabled for this user',
  deployKeyCodes: 'Deploy keys cannot be used to retrieve recovery codes',
  deployKeyCheck: 'Deploy keys cannot be used for Two Factor',
  notAvailable: 'Feature is not available',
  switchedOff: 'Feature flag is disabled',
  locked: 'Your account is locked',
  invalidCode: 'Invalid OTP',
} as const;

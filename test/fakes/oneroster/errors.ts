import type { Version } from './district.js';

/** As the documents have an error; as servers in the wild write it; a web page. */
export type ErrorShape = 'official' | 'minor as a text' | 'without prefix' | 'HTML';

export function errorBody(
  shape: ErrorShape,
  version: Version,
  status: number,
  minor: string,
): { type: string; body: string } {
  if (shape === 'HTML') return { type: 'text/html', body: `<html><body><h1>${status}</h1></body></html>` };
  const [codeMajor, severity] = ['failure', 'error'];
  if (shape === 'without prefix')
    return json({ codeMajor, severity, codeMinor: minor, description: `Something about ${minor}` });
  if (shape === 'minor as a text')
    return json({ imsx_codeMajor: codeMajor, imsx_severity: severity, imsx_codeMinor: minor, imsx_description: '' });
  return json({
    imsx_codeMajor: codeMajor,
    imsx_severity: severity,
    imsx_description: `Something about ${minor}`,
    imsx_CodeMinor: {
      imsx_codeMinorField: [{ imsx_codeMinorFieldName: 'TargetEndSystem', imsx_codeMinorFieldValue: minor }],
    },
    ...(version === '1.1' ? { imsx_messageRefIdentifier: 'm-1', imsx_operationRefIdentifier: 'o-1' } : {}),
  });
}

function json(body: unknown): { type: string; body: string } {
  return { type: 'application/json; charset=utf-8', body: JSON.stringify(body) };
}

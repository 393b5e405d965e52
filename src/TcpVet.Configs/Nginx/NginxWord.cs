namespace TcpVet.Configs.Nginx;

/// <summary>A word of an nginx configuration, unquoted, with the place of its first character (of its quote, if it has one).</summary>
/// <param name="Text">The word.</param>
/// <param name="Line">From 1.</param>
/// <param name="Column">From 1, in UTF-16 units.</param>
internal readonly record struct NginxWord(string Text, int Line, int Column);

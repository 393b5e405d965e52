namespace TcpVet.Configs.HAProxy;

/// <summary>A word of a line of haproxy.cfg, unquoted.</summary>
/// <param name="Text">The word.</param>
/// <param name="Column">Of its first character, from 1, in UTF-16 units.</param>
internal readonly record struct HAProxyWord(string Text, int Column);

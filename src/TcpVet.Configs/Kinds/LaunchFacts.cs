namespace TcpVet.Configs.Kinds;

/// <summary>How a process was started, as far as it tells which configuration it reads. Everything is hostile text.</summary>
/// <param name="Arguments">The argument vector, the program's own name first.</param>
/// <param name="Directory">The current folder; null when unknown.</param>
/// <param name="Program">Reads the program file from its beginning; gives null when it cannot be read. Asked only by kinds that need
/// it.</param>
public sealed record LaunchFacts(IReadOnlyList<string> Arguments, string? Directory, Func<byte[]?> Program);

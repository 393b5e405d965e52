using TcpVet.Model;

namespace TcpVet.Operations.Look;

/// <summary>What a word is.</summary>
public enum WordKind
{
    /// <summary>A state: <c>TIME_WAIT</c>.</summary>
    State,

    /// <summary>A port, at either end: <c>:8080</c>.</summary>
    Port,

    /// <summary>An address or a network, at either end, with or without a port: <c>10.0.0.7</c>.</summary>
    Host,

    /// <summary>A process by its name or number.</summary>
    Process,
}

/// <summary>A word that names sockets without a command.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">As it was typed; hostile.</param>
/// <param name="Filter">The words of the filter that selects its sockets.</param>
public sealed record WordSubject(WordKind Kind, string Text, IReadOnlyList<string> Filter)
{
    /// <summary>The state; null for another kind.</summary>
    public TcpState? State { get; init; }

    /// <summary>The port; null where it is a service's name or there is none.</summary>
    public ushort? Port { get; init; }

    /// <summary>The first address; null where there is none.</summary>
    public InetAddress? Address { get; init; }

    /// <summary>The pid; null for a process by its name, and for another kind.</summary>
    public int? Pid { get; init; }

    /// <summary>What the reader should know about how the word was taken; null for nothing.</summary>
    public string? Hint { get; init; }
}

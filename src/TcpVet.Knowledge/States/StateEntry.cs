using TcpVet.Model;

namespace TcpVet.Knowledge;

/// <summary>What there is to know about a state of TCP.</summary>
public sealed record StateEntry
{
    /// <summary>The state.</summary>
    public required TcpState State { get; init; }

    /// <summary>One line: what it is.</summary>
    public required string Summary { get; init; }

    /// <summary>What is going on, in a few lines.</summary>
    public required string Meaning { get; init; }

    /// <summary>Who must act for the socket to leave it.</summary>
    public required string WhoMustAct { get; init; }

    /// <summary>The timer that bounds it, and for how long.</summary>
    public required string Timer { get; init; }

    /// <summary>What Recv-Q and Send-Q tell in this state.</summary>
    public required string Queues { get; init; }

    /// <summary>What it means when there are many of them, or when they stay.</summary>
    public required string PilesUp { get; init; }

    /// <summary>What does not help, with the reason.</summary>
    public IReadOnlyList<FalseRemedy> DoesNotHelp { get; init; } = [];

    /// <summary>Codes of the rules that look at it.</summary>
    public IReadOnlyList<string> Rules { get; init; } = [];

    /// <summary>Related words for <c>explain</c>.</summary>
    public IReadOnlyList<string> SeeAlso { get; init; } = [];

    /// <summary>Where this is known from.</summary>
    public required IReadOnlyList<string> Sources { get; init; }
}

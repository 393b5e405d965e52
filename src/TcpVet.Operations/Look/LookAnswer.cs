using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Operations.Sockets;
using TcpVet.Operations.Sources;

namespace TcpVet.Operations.Look;

/// <summary>Asks what there is to a word: a state, a port, an address, a process.</summary>
public sealed record LookRequest
{
    /// <summary>The word as it was typed.</summary>
    public required string Word { get; init; }

    /// <summary>Where to look.</summary>
    public required PlaceRequest Place { get; init; }

    /// <summary>The check-up whose findings are looked through; null for none.</summary>
    public required Checkup.CheckupRequest Checkup { get; init; }
}

/// <summary>What there is to a word.</summary>
/// <param name="Subject">What the word is.</param>
/// <param name="Origin">Where and when.</param>
public sealed record LookAnswer(WordSubject Subject, Origin Origin)
{
    /// <summary>What the encyclopaedia says of a state; null for another kind.</summary>
    public ExplainPage? Page { get; init; }

    /// <summary>TCP sockets by state.</summary>
    public required IReadOnlyDictionary<TcpState, long> Tcp { get; init; }

    /// <summary>How many UDP sockets there are.</summary>
    public required long Udp { get; init; }

    /// <summary>The listening sockets that the word is about.</summary>
    public IReadOnlyList<Listener> Listeners { get; init; } = [];

    /// <summary>The connections by remote address, the largest first.</summary>
    public PeersAnswer? Peers { get; init; }

    /// <summary>The connections by what tells them apart, the largest first.</summary>
    public required CountAnswer Connections { get; init; }

    /// <summary>The findings of a check-up that are about the word; null where no check-up could be made.</summary>
    public IReadOnlyList<Finding>? Findings { get; init; }

    /// <summary>Rules that could not tell; empty where no check-up was made.</summary>
    public IReadOnlyList<CannotTell> CannotTell { get; init; } = [];
}

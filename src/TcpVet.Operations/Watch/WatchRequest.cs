using TcpVet.Operations.Checkup;

namespace TcpVet.Operations.Watch;

/// <summary>A check-up that goes on.</summary>
public sealed record WatchRequest
{
    /// <summary>The time between two rounds when nobody names one.</summary>
    public static readonly TimeSpan StandardEvery = TimeSpan.FromSeconds(10);

    /// <summary>The shortest time between two rounds.</summary>
    public static readonly TimeSpan ShortestEvery = TimeSpan.FromSeconds(1);

    /// <summary>What each round looks at and asks; its interval and samples do not count.</summary>
    public required CheckupRequest Checkup { get; init; }

    /// <summary>The time between the beginnings of two rounds.</summary>
    public TimeSpan Every { get; init; } = StandardEvery;

    /// <summary>How many rounds; 0 for no end.</summary>
    public int Rounds { get; init; }
}

namespace TcpVet.Lab.Staging;

/// <summary>What a stage is made with.</summary>
public sealed record StageOptions
{
    /// <summary>The program tcpvet, which plays the actors: its hidden command <see cref="Acting.Part.Command"/>.</summary>
    public required string Program { get; init; }

    /// <summary>How many things the scenario is to make; 0 when it has no <see cref="Scenario.Count"/>.</summary>
    public int Count { get; init; }

    /// <summary>Hears of progress: one line about what is being made.</summary>
    public Action<string>? Progress { get; init; }

    /// <summary>Cancelled when the user has had enough while the scenario is being made.</summary>
    public CancellationToken Stopping { get; init; }
}

namespace TcpVet.Tuning.Planning;

/// <summary>What would be changed, and what not and why. It changes nothing by itself.</summary>
public sealed record TuningPlan
{
    /// <summary>The schema of its JSON.</summary>
    public const string SchemaId = "tcpvet/tune-plan/1";

    /// <summary>The schema; <see cref="SchemaId"/>.</summary>
    public string Schema { get; init; } = SchemaId;

    /// <summary>The host's name.</summary>
    public required string Host { get; init; }

    /// <summary>The kernel's release.</summary>
    public required string Kernel { get; init; }

    /// <summary>When the values were read, UTC.</summary>
    public required DateTimeOffset TakenAt { get; init; }

    /// <summary>The namespace in a word for people and scripts.</summary>
    public required string Netns { get; init; }

    /// <summary>The namespace.</summary>
    public required TargetIdentity Target { get; init; }

    /// <summary>The changes, in the order in which they are made.</summary>
    public required IReadOnlyList<PlannedChange> Changes { get; init; }

    /// <summary>What is not proposed.</summary>
    public IReadOnlyList<NotProposed> NotProposed { get; init; } = [];
}

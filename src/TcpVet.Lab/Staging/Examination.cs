namespace TcpVet.Lab.Staging;

/// <summary>What a check-up needs in order to see a scenario, beyond being run inside it.</summary>
/// <param name="Arguments">Options of <c>tcpvet checkup</c>, for instance <c>--interval 3s</c>; empty when the plain check-up sees
/// it.</param>
/// <param name="Thresholds">Thresholds that must differ from their defaults, as a settings file has them (<c>TV113.min_count</c>,
/// <c>5</c>): said openly, because nobody can wait for two hours of silence.</param>
public sealed record Examination(IReadOnlyList<string> Arguments, IReadOnlyList<KeyValuePair<string, string>> Thresholds)
{
    /// <summary>The plain check-up.</summary>
    public static Examination Plain { get; } = new([], []);

    /// <summary>A check-up with options.</summary>
    public static Examination With(params string[] arguments) => new(arguments, []);

    /// <summary>The same with a threshold that differs from its default.</summary>
    public Examination Where(string key, string value) => this with { Thresholds = [.. Thresholds, new(key, value)] };
}

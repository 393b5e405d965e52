using System.Text.Json.Serialization;

namespace TcpVet.Model;

/// <summary>What a <see cref="Trend"/> counts.</summary>
public enum TrendKind
{
    /// <summary>Sockets of one state, holder and service or destination.</summary>
    Sockets,

    /// <summary>ESTABLISHED connections of one local service.</summary>
    Service,

    /// <summary>ESTABLISHED connections of one process, or towards one destination.</summary>
    Established,

    /// <summary>Local ports that one destination holds.</summary>
    Ports,

    /// <summary>Descriptors of one process.</summary>
    Descriptors,

    /// <summary>TCP descriptors of one process whose connection is gone.</summary>
    HiddenSockets,
}

/// <summary>One figure over the samples of a capture (<see cref="Capture.SamplesMs"/>).</summary>
public sealed record Trend
{
    /// <summary>What is counted.</summary>
    public required TrendKind Kind { get; init; }

    /// <summary>The state, for <see cref="TrendKind.Sockets"/>.</summary>
    public TcpState? State { get; init; }

    /// <summary>The process, when the figure is one process's.</summary>
    public ProcessRef? Process { get; init; }

    /// <summary>The local service, when the figure is of one.</summary>
    public InetEndpoint? Local { get; init; }

    /// <summary>The destination, when the figure is of one.</summary>
    public InetEndpoint? Peer { get; init; }

    /// <summary>One value a sample, oldest first; as many as <see cref="Capture.SamplesMs"/> has. Null where the sample did not
    /// tell.</summary>
    public required IReadOnlyList<long?> Values { get; init; }

    /// <summary>How many samples told it.</summary>
    [JsonIgnore]
    public int Known => Values.Count(value => value is not null);

    /// <summary>True when it was told at least three times, never fell, and ended higher than it began.</summary>
    [JsonIgnore]
    public bool OnlyGrows
    {
        get
        {
            long[] known = [.. Values.OfType<long>()];
            return known.Length >= 3 && known[^1] > known[0] && known.Zip(known.Skip(1)).All(pair => pair.Second >= pair.First);
        }
    }

    /// <summary>What it gained from the first to the last sample that told it; null with fewer than two.</summary>
    [JsonIgnore]
    public long? Gain => Known < 2 ? null : Values.OfType<long>().Last() - Values.OfType<long>().First();

    /// <summary>Its slope by least squares, per second; null with fewer than two known values or no time between them.</summary>
    /// <param name="samplesMs">When the samples were taken, <see cref="Capture.SamplesMs"/>.</param>
    public double? PerSecond(IReadOnlyList<long> samplesMs)
    {
        (double Seconds, double Value)[] points =
            [.. Values.Zip(samplesMs)
                .Where(pair => pair.First is not null)
                .Select(pair => (pair.Second / 1000.0, (double)pair.First!.Value))];
        if (points.Length < 2)
        {
            return null;
        }

        double meanTime = points.Average(point => point.Seconds);
        double meanValue = points.Average(point => point.Value);
        double spread = points.Sum(point => (point.Seconds - meanTime) * (point.Seconds - meanTime));
        return spread > 0 ? points.Sum(point => (point.Seconds - meanTime) * (point.Value - meanValue)) / spread : null;
    }
}

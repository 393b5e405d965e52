namespace TcpVet.Model;

/// <summary>What an argument of a <see cref="Phrase"/> is.</summary>
public enum PhraseArgumentKind : byte
{
    /// <summary>Text that no language changes: a kernel's name, a word of a file, foreign text.</summary>
    Verbatim,

    /// <summary>A whole number without separators: a port, a line of a file.</summary>
    Plain,

    /// <summary>A whole number with separators: <c>28,232</c>.</summary>
    Number,

    /// <summary>A number with at most one decimal: <c>12.3</c>.</summary>
    Decimal,

    /// <summary>A number with the noun that it counts: <c>20 connections</c>.</summary>
    Count,

    /// <summary>A length of time, in milliseconds.</summary>
    Duration,

    /// <summary>An amount of memory or data, in bytes.</summary>
    Bytes,

    /// <summary>A whole percentage.</summary>
    Percent,

    /// <summary>A process: <c>java (pid 4121)</c>.</summary>
    Process,

    /// <summary>An address and port; the address alone for port 0.</summary>
    Endpoint,

    /// <summary>An endpoint for titles: a long IPv6 address is cut.</summary>
    ShortEndpoint,

    /// <summary>A local endpoint: the port alone for the wildcard address, else as <see cref="ShortEndpoint"/>.</summary>
    Service,

    /// <summary>A phrase of its own.</summary>
    Phrase,

    /// <summary>Phrases beside each other, and how many more there are.</summary>
    List,
}

/// <summary>A typed argument of a <see cref="Phrase"/>: what is to be said, in no language yet.</summary>
public sealed class PhraseArgument
{
    private readonly long bits;
    private readonly object? held;

    private PhraseArgument(PhraseArgumentKind kind, long bits, object? held) => (Kind, this.bits, this.held) = (kind, bits, held);

    /// <summary>What it is.</summary>
    public PhraseArgumentKind Kind { get; }

    /// <summary>The number of a plain number, a number, a count, bytes or a percentage; how many more a list has.</summary>
    public long Number => bits;

    /// <summary>The number of a decimal; the milliseconds of a duration.</summary>
    public double Real => BitConverter.Int64BitsToDouble(bits);

    /// <summary>The verbatim text.</summary>
    public string Text => (string)held!;

    /// <summary>The noun of a count, or of what more a list has.</summary>
    public PhraseNoun Noun => (PhraseNoun)held!;

    /// <summary>The process.</summary>
    public ProcessRef Process => (ProcessRef)held!;

    /// <summary>The endpoint.</summary>
    public InetEndpoint Endpoint => (InetEndpoint)held!;

    /// <summary>The nested phrase.</summary>
    public Phrase Phrase => (Phrase)held!;

    /// <summary>The phrases of a list.</summary>
    public IReadOnlyList<Phrase> Items => (Phrase[])held!;

    internal static PhraseArgument Of(PhraseArgumentKind kind, long number, object? held = null) => new(kind, number, held);

    internal static PhraseArgument Of(PhraseArgumentKind kind, double number) => new(kind, BitConverter.DoubleToInt64Bits(number), null);
}

/// <summary>A noun that is counted. Other languages have other plurals: their catalogues choose by the singular.</summary>
/// <param name="One">The singular: <c>connection</c>.</param>
/// <param name="Many">The English plural.</param>
public sealed record PhraseNoun(string One, string Many);

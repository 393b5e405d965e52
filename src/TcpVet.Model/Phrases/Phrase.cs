using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
namespace TcpVet.Model;

/// <summary>
/// A text for people that is not said yet: an English template and its typed arguments. <c>Phrase p = $"{who} does not close {count}";</c>
/// keeps <c>{0} does not close {1}</c> and what stands for the two, so that another language can say it. A figure, a process or a choice of
/// words inside is a phrase too; a string inside is foreign text that no language changes. Nothing is formatted until somebody asks.
/// </summary>
/// <remarks>Two phrases are equal when they say the same in English, so that one that was read back equals the one that was
/// written.</remarks>
[InterpolatedStringHandler]
public sealed class Phrase : IEquatable<Phrase>
{
    // A string is a part of the template, an argument stands at its place; null for a text without arguments.
    private readonly object[]? pieces;
    private readonly PhrasePlace place;
    private int count;
    private string? english;

    /// <summary>A text without arguments.</summary>
    public Phrase(string text) => english = text;

    /// <summary>Begins an interpolated phrase; the compiler calls it.</summary>
    /// <param name="literalLength">How many characters the template has.</param>
    /// <param name="formattedCount">How many arguments follow.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public Phrase(int literalLength, int formattedCount)
    {
        _ = literalLength;
        pieces = new object[(formattedCount * 2) + 1];
    }

    private Phrase(PhraseArgument argument) => (pieces, count) = ([argument], 1);

    private Phrase(Phrase said, PhrasePlace place) =>
        (pieces, count, this.place) = (said.pieces ?? [said.english!], said.pieces is null ? 1 : said.count, place);

    /// <summary>Nothing to say.</summary>
    public static Phrase Empty { get; } = new("");

    /// <summary>True when there is nothing to say.</summary>
    public bool IsEmpty => ToString().Length == 0;

    /// <summary>Where it stands, for languages that write its first letter by that.</summary>
    public PhrasePlace Place => place;

    /// <summary>The English template with numbered places, <c>{0} does not close {1}</c>; braces of the text are doubled where there are
    /// arguments.</summary>
    public string Template
    {
        get
        {
            if (pieces is null || (count == 1 && pieces[0] is string))
            {
                return pieces is null ? english! : (string)pieces[0];
            }

            StringBuilder template = new();
            int argument = 0;
            foreach (object piece in Pieces)
            {
                _ = piece is string text
                    ? template.Append(text.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal))
                    : template.Append('{').Append((argument++).ToString(CultureInfo.InvariantCulture)).Append('}');
            }

            return template.ToString();
        }
    }

    /// <summary>The arguments, in the order of their places.</summary>
    public IReadOnlyList<PhraseArgument> Arguments
    {
        get
        {
            List<PhraseArgument> arguments = [];
            foreach (object piece in Pieces)
            {
                if (piece is PhraseArgument argument)
                {
                    arguments.Add(argument);
                }
            }

            return arguments;
        }
    }

    internal ReadOnlySpan<object> Pieces => pieces.AsSpan(0, count);

    /// <summary>A text as a phrase. A literal is one of this program's own; text from elsewhere is <see cref="Verbatim"/>.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    [return: NotNullIfNotNull(nameof(text))]
    public static implicit operator Phrase?(string? text) => text is null ? null : new(text);

    /// <summary>True when both say the same in English.</summary>
    public static bool operator ==(Phrase? first, Phrase? second) => first is null ? second is null : first.Equals(second);

    /// <summary>True when they say different things in English.</summary>
    public static bool operator !=(Phrase? first, Phrase? second) => !(first == second);

    /// <summary>One phrase after the other.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static Phrase operator +(Phrase first, Phrase second) => second.IsPlainlyEmpty ? first : first.IsPlainlyEmpty ? second : $"{first}{second}";

    /// <summary>Text that no language changes: a name of the kernel's, a word of a file, foreign text.</summary>
    public static Phrase Verbatim(string text) => new(PhraseArgument.Of(PhraseArgumentKind.Verbatim, 0, text));

    /// <summary><c>28,232</c>.</summary>
    public static Phrase Number(long value) => new(PhraseArgument.Of(PhraseArgumentKind.Number, value));

    /// <summary><c>0.5</c>, <c>12.3</c>, <c>1,200</c>: whole from 100 on.</summary>
    public static Phrase Decimal(double value) => new(PhraseArgument.Of(PhraseArgumentKind.Decimal, value));

    /// <summary><c>1 connection</c>, <c>20 connections</c>.</summary>
    /// <param name="value">The number.</param>
    /// <param name="one">The singular.</param>
    /// <param name="many">The English plural; with an s when absent.</param>
    public static Phrase Count(long value, string one, string? many = null) =>
        new(PhraseArgument.Of(PhraseArgumentKind.Count, value, new PhraseNoun(one, many ?? one + "s")));

    /// <summary>A length of time in its largest fitting unit: <c>850 ms</c>, <c>12 s</c>, <c>5 min</c>, <c>2.5 h</c>, <c>3 d</c>.</summary>
    public static Phrase Duration(double ms) => new(PhraseArgument.Of(PhraseArgumentKind.Duration, ms));

    /// <summary><c>512 B</c>, <c>64 KB</c>, <c>5 MB</c>, in steps of 1024.</summary>
    public static Phrase Bytes(long bytes) => new(PhraseArgument.Of(PhraseArgumentKind.Bytes, bytes));

    /// <summary><c>86 %</c>.</summary>
    public static Phrase Percent(long percent) => new(PhraseArgument.Of(PhraseArgumentKind.Percent, percent));

    /// <summary><c>java (pid 4121)</c>, on one line whatever the process calls itself.</summary>
    public static Phrase Process(ProcessRef process) => new(PhraseArgument.Of(PhraseArgumentKind.Process, 0, process));

    /// <summary>An endpoint in one of its three forms.</summary>
    /// <param name="endpoint">Address and port.</param>
    /// <param name="form"><see cref="PhraseArgumentKind.Endpoint"/>, <see cref="PhraseArgumentKind.ShortEndpoint"/> or
    /// <see cref="PhraseArgumentKind.Service"/>.</param>
    public static Phrase Endpoint(InetEndpoint endpoint, PhraseArgumentKind form) => new(PhraseArgument.Of(form, 0, endpoint));

    /// <summary><c>a, b and 4 others</c>.</summary>
    /// <param name="items">The ones that are named.</param>
    /// <param name="more">How many are not.</param>
    public static Phrase List(Phrase[] items, long more = 0) => new(PhraseArgument.Of(PhraseArgumentKind.List, more, items));

    /// <summary>The same at the beginning of a sentence: an English article becomes capital, a name keeps its own spelling.</summary>
    public Phrase AsSentence() => new(this, PhrasePlace.SentenceBegin);

    /// <summary>A sentence inside another one, behind a colon: it begins with a small letter in English.</summary>
    public Phrase InSentence() => new(this, PhrasePlace.InSentence);

    /// <summary>Adds text of the template; the compiler calls it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendLiteral(string text)
    {
        if (count > 0 && pieces![count - 1] is string before)
        {
            pieces[count - 1] = before + text;
        }
        else
        {
            pieces![count++] = text;
        }
    }

    /// <summary>Adds text that no language changes; null for none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(string? text) => pieces![count++] = PhraseArgument.Of(PhraseArgumentKind.Verbatim, 0, text ?? "");

    /// <summary>Adds a whole number without separators.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(long number) => pieces![count++] = PhraseArgument.Of(PhraseArgumentKind.Plain, number);

    /// <summary>Adds a phrase: a figure, a process, a choice of words.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public void AppendFormatted(Phrase? phrase) =>
        pieces![count++] = phrase is { count: 1, place: PhrasePlace.Anywhere } && phrase.pieces![0] is PhraseArgument alone
            ? alone
            : PhraseArgument.Of(PhraseArgumentKind.Phrase, 0, phrase ?? Empty);

    /// <summary>The English text.</summary>
    public override string ToString() => english ??= EnglishPhrase.Say(this);

    /// <inheritdoc/>
    public bool Equals(Phrase? other) => other is not null && (ReferenceEquals(this, other) || ToString() == other.ToString());

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Phrase other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => ToString().GetHashCode(StringComparison.Ordinal);

    private bool IsPlainlyEmpty => pieces is null && english!.Length == 0;
}

/// <summary>Where a phrase stands.</summary>
public enum PhrasePlace : byte
{
    /// <summary>As it is written.</summary>
    Anywhere,

    /// <summary>At the beginning of a sentence, although it may begin with an article or a name.</summary>
    SentenceBegin,

    /// <summary>Inside a sentence, although it is one.</summary>
    InSentence,
}

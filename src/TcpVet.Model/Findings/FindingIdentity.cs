using System.Text;

namespace TcpVet.Model;

/// <summary>
/// Which trouble a finding is: the same from round to round of a watch and over a restart of the service, whatever its figures and
/// sentences are. Of a subject it takes what lasts: a process's name and unit, not its pid; a file, not the line in it.
/// </summary>
/// <param name="Code">The rule's code.</param>
/// <param name="Subject">What the trouble is about, as words <c>key=value</c> with a space between.</param>
public readonly record struct FindingIdentity(string Code, string Subject) : IComparable<FindingIdentity>
{
    /// <summary>The identity of a finding about a subject.</summary>
    public static FindingIdentity Of(string code, FindingSubject subject)
    {
        StringBuilder words = new();
        Add(words, "netns", subject.Netns);
        Add(words, "process", subject.Process?.Name);
        Add(words, "unit", subject.Cgroup);
        Add(words, "local", subject.Local?.ToString());
        Add(words, "peer", subject.Peer?.ToString());
        Add(words, "setting", subject.Setting);
        Add(words, "counter", subject.Counter);
        Add(words, "file", subject.File);
        return new FindingIdentity(code, words.ToString());
    }

    /// <summary>The same with one word more, which tells it from another trouble of this moment that has all others in common.</summary>
    public FindingIdentity With(string key, string value)
    {
        StringBuilder words = new(Subject);
        Add(words, key, value);
        return this with { Subject = words.ToString() };
    }

    /// <inheritdoc/>
    public int CompareTo(FindingIdentity other) =>
        string.CompareOrdinal(Code, other.Code) is var order and not 0 ? order : string.CompareOrdinal(Subject, other.Subject);

    /// <summary>Code and subject: <c>TV101 process=java local=0.0.0.0:8080</c>.</summary>
    public override string ToString() => Subject.Length == 0 ? Code : $"{Code} {Subject}";

    // Names are foreign text: a space or an equals sign inside one must not make two words of it.
    private static void Add(StringBuilder words, string key, string? value)
    {
        if (value is null)
        {
            return;
        }

        words.Append(words.Length == 0 ? "" : " ").Append(key).Append('=');
        foreach (char c in value)
        {
            _ = c is ' ' or '=' or '%' || char.IsControl(c)
                ? words.Append('%').Append(((int)c).ToString("X2", System.Globalization.CultureInfo.InvariantCulture))
                : words.Append(c);
        }
    }
}

using TcpVet.Model;

namespace TcpVet.Rules.Servers;

/// <summary>What a later version of a server refuses or ignores.</summary>
/// <param name="Name">The directive, keyword or attribute, as its documentation spells it.</param>
/// <param name="Major">The version from which on.</param>
/// <param name="Minor">Its second number.</param>
/// <param name="Patch">Its third number.</param>
/// <param name="Refused">True when the server does not start with it; false when it says so and goes on without.</param>
/// <param name="Instead">What to do, as a sentence without its full stop.</param>
internal sealed record RetiredLine(string Name, int Major, int Minor, int Patch, bool Refused, Phrase Instead)
{
    /// <summary>The name as a finding says it: some are no word of the server's but ours.</summary>
    public Phrase Shown => Name.Contains(' ', StringComparison.Ordinal) ? new Phrase(Name) : Phrase.Verbatim(Name);

    /// <summary><c>2.1</c>, <c>1.25.1</c>.</summary>
    public string Since => Patch == 0 ? $"{Major}.{Minor}" : $"{Major}.{Minor}.{Patch}";

    /// <summary>Whether a version has it no more; null when the version is unknown.</summary>
    public bool? IsGoneIn(string? version) => ServerVersion.IsAtLeast(version, Major, Minor, Patch);
}

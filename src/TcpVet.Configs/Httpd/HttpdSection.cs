using TcpVet.Model;

namespace TcpVet.Configs.Httpd;

/// <summary>A section that is being read.</summary>
/// <param name="Name">Without its brackets; empty for the top.</param>
/// <param name="Arguments">Its words.</param>
/// <param name="File">The index of its file.</param>
/// <param name="Line">Where it begins.</param>
/// <param name="Column">Where its name begins.</param>
/// <param name="Counts">False where its content is skipped.</param>
/// <param name="Children">What stands in it.</param>
internal sealed record HttpdSection(
    string Name, IReadOnlyList<string> Arguments, int File, int Line, int Column, bool Counts, List<ConfigDirective> Children)
{
    /// <summary>It as a directive.</summary>
    public ConfigDirective Closed() => new(Name, Arguments, File, Line, Column, Children);
}

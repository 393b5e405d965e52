using TcpVet.Model;

namespace TcpVet.Rules.Servers.Httpd;

/// <summary>The main server of an httpd, or a virtual host: what stands in it, and what it inherits.</summary>
internal sealed class HttpdScope
{
    // Sections that only decide whether their content counts; what does not count is not in the tree.
    private static readonly string[] Transparent = ["IfModule", "IfDefine", "IfVersion", "IfFile", "IfDirective", "IfSection"];

    private readonly Configuration configuration;
    private readonly HttpdScope? parent;
    private readonly List<ConfigDirective> directives = [];

    /// <summary>Collects what stands in a server.</summary>
    public HttpdScope(Configuration configuration, IEnumerable<ConfigDirective> content, HttpdScope? parent, ConfigSpot? section)
    {
        (this.configuration, this.parent, Section) = (configuration, parent, section);
        Flatten(content);
    }

    /// <summary>The VirtualHost; null for the main server.</summary>
    public ConfigSpot? Section { get; }

    /// <summary>What stands in it, sections included, in the order in which it is read.</summary>
    public IReadOnlyList<ConfigDirective> Directives => directives;

    /// <summary>A directive as it holds: the last one here, else the parent's; null when it is not written.</summary>
    public HttpdValue? this[string name] => Own(name) ?? parent?[name];

    /// <summary>The last directive of a name that stands here itself.</summary>
    public HttpdValue? Own(string name) =>
        Each(name).Select(directive => (HttpdValue?)new HttpdValue(new(configuration, directive))).LastOrDefault();

    /// <summary>Every directive or section of a name.</summary>
    public IEnumerable<ConfigDirective> Each(string name) => directives.Where(directive => Is(directive, name));

    /// <summary>Whether a directive has a name, in either case.</summary>
    public static bool Is(ConfigDirective directive, string name) => directive.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    /// <summary>What stands in a section, conditional ones opened.</summary>
    public static IEnumerable<ConfigDirective> Content(ConfigDirective section) =>
        section.Children.SelectMany(child => Transparent.Contains(child.Name, StringComparer.OrdinalIgnoreCase) ? Content(child) : [child]);

    private void Flatten(IEnumerable<ConfigDirective> content)
    {
        foreach (ConfigDirective directive in content)
        {
            directives.Add(directive);
            // What is in it stands behind it: that <IfModule mpm_event_module> was read says something too.
            if (Transparent.Contains(directive.Name, StringComparer.OrdinalIgnoreCase))
            {
                Flatten(directive.Children);
            }
        }
    }
}

namespace TcpVet.Configs.Text;

/// <summary>How a product follows an include.</summary>
public sealed record ConfigInclude
{
    /// <summary>As glob(3) does: one sorted list of files, and one without wildcards has to exist (nginx).</summary>
    public static ConfigInclude Glob { get; } = new();

    /// <summary>True to read every file of a folder, and of the folders in it, where the pattern names a folder (httpd).</summary>
    public bool Folders { get; init; }

    /// <summary>True when a file without wildcards may be absent (httpd's IncludeOptional).</summary>
    public bool Optional { get; init; }

    /// <summary>True when a pattern without a match is a problem (httpd's Include).</summary>
    public bool MustMatch { get; init; }

    /// <summary>True when nobody misses what cannot be read: the packages of the product ship it, and nothing in it is judged.</summary>
    public bool Harmless { get; init; }

    /// <summary>What the names in a folder must end in to be read; empty for every name.</summary>
    public string Suffix { get; init; } = "";
}

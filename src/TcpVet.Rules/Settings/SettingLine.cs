using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Facts;

namespace TcpVet.Rules.Settings;

/// <summary>An assignment of a sysctl file, as the judge sees it.</summary>
internal sealed class SettingLine
{
    public SettingLine(Configuration configuration, ConfigDirective directive, KernelVersion? kernel)
    {
        (Configuration, Directive) = (configuration, directive);
        Key = SettingKnowledge.Canonical(directive.Name);
        Setting = SettingKnowledge.Exact(Key);
        Type = Setting is null ? SettingTypes.Of(Key) : null;
        Range = Setting is null ? Type?.RangeIn(kernel) : kernel is { } version ? Setting.RangeIn(version) : Setting.Range;
        Text = Range is { Format: SettingFormat.Numbers } ? SettingText.Parse(Value, Range) : null;
    }

    /// <summary>What it stands in.</summary>
    public Configuration Configuration { get; }

    /// <summary>The line as it was parsed.</summary>
    public ConfigDirective Directive { get; }

    /// <summary>The file's path.</summary>
    public string File => Configuration.Files[Directive.File];

    /// <summary>The key with dots.</summary>
    public string Key { get; }

    /// <summary>The value as written.</summary>
    public string Value => Directive.Argument;

    /// <summary>What is known of the setting; null for a key that is not in the table.</summary>
    public KernelSetting? Setting { get; }

    /// <summary>What is known of a setting without a page; null for a key that has one or of which nothing is known.</summary>
    public SettingType? Type { get; }

    /// <summary>What the judged kernel takes; null for a key of which nothing is known.</summary>
    public SettingRange? Range { get; }

    /// <summary>The value as the kernel reads numbers; null where it is no setting of numbers.</summary>
    public SettingText? Text { get; }

    /// <summary>The one number of a setting that has one; null when it is none.</summary>
    public long? Number => Text is { Refusal: null, Numbers: [long number] } ? number : null;

    /// <summary>The numbers that are written; empty when the kernel refuses them.</summary>
    public IReadOnlyList<long> Numbers => Text is { Refusal: null } text ? text.Numbers : [];

    /// <summary>True for a value of a tuned profile that is only known on the host: with a variable, or "not more than", "not less
    /// than".</summary>
    public bool IsOpen => Configuration.Kind == ConfigurationKind.Tuned
        && (Value is ['<' or '>', ..] || Value.Contains("${", StringComparison.Ordinal));

    /// <summary>True for a pattern that stands for several keys (sysctl.d(5)).</summary>
    public bool IsPattern => PathGlob.IsPattern(Key);

    /// <summary>True for a key without a value after a dash: it takes the key out of patterns.</summary>
    public bool IsExclusion => Directive.Arguments.Count == 0;

    /// <summary>The value in one form, so that two ways of writing the same are equal.</summary>
    public string Normal => Text is { Refusal: null } text ? string.Join(' ', text.Numbers)
        : Range is { Format: SettingFormat.PortList } && PortSet.Parse(Value) is { } ports ? ports.ToString()
        : string.Join(' ', Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    /// <summary><c>90-x.conf:3</c>, for texts that name another line.</summary>
    public string Place => $"{File[(File.LastIndexOf('/') + 1)..]}:{Directive.Line}";
}

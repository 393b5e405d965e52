using System.Globalization;
using TcpVet.Knowledge;
using TcpVet.Model;
using TcpVet.Rules.Engine;

namespace TcpVet.Rules.Settings;

/// <summary>What a line is judged beside: the kernel, the other lines of its configuration, the running values, the host.</summary>
internal sealed class SettingScene
{
    private const string OsRelease = "kernel.osrelease";

    private readonly Dictionary<string, SettingLine> last = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<SettingLine>> taken = new(StringComparer.Ordinal);

    public SettingScene(RuleInput input, Configuration configuration)
    {
        Input = input;
        Configuration = configuration;
        Kernel = KernelVersion.TryParse(Release(input, configuration), out KernelVersion version) ? version : null;
        Lines = [.. configuration.Directives.Select(directive => new SettingLine(configuration, directive, Kernel))];
    }

    /// <summary>The host.</summary>
    public RuleInput Input { get; }

    /// <summary>The lines' configuration.</summary>
    public Configuration Configuration { get; }

    /// <summary>The kernel that is judged for; null when its release cannot be read.</summary>
    public KernelVersion? Kernel { get; }

    /// <summary>Every line, in the order in which they are applied.</summary>
    public IReadOnlyList<SettingLine> Lines { get; }

    /// <summary>True for the values of a running host (<c>sysctl -a</c>): nobody has written them, so none overrides another or is
    /// superfluous.</summary>
    public bool IsOutput => Configuration.Kind == ConfigurationKind.SysctlOutput;

    /// <summary>True when no host was looked at (<c>--kernel</c>): what the files do not set is the kernel's default.</summary>
    public bool IsHypothetical => Input.Netns.Netns.Inode == 0;

    /// <summary>Other assignments of the same key that the kernel takes, before and after.</summary>
    public IEnumerable<SettingLine> Others(SettingLine line) =>
        taken.TryGetValue(line.Key, out List<SettingLine>? lines) ? lines.Where(other => other != line) : [];

    /// <summary>The line that holds in the end, when it is not this one.</summary>
    public SettingLine? Later(SettingLine line) =>
        !IsOutput && last.TryGetValue(line.Key, out SettingLine? winner) && winner != line ? winner : null;

    /// <summary>The line that sets a key in the end; null when none does.</summary>
    public SettingLine? Setter(string key) => last.GetValueOrDefault(key);

    /// <summary>The value that a key has once the lines are applied that were taken so far: of the last line, else as it runs, else
    /// (without a host) the default; null when unknown.</summary>
    public long? Final(string key) => last.TryGetValue(key, out SettingLine? line) && line.Number is { } number ? number : Start(key);

    /// <summary>The numbers of a key once the lines are applied that were taken so far; null when unknown.</summary>
    public IReadOnlyList<long>? FinalNumbers(string key) =>
        last.TryGetValue(key, out SettingLine? line) && line.Numbers.Count > 0
            ? line.Numbers
            : Numbers(RunningText(key)) ?? DefaultNumbers(key);

    /// <summary>The text of a key once all lines are applied; null when unknown.</summary>
    public string? FinalText(string key) => last.TryGetValue(key, out SettingLine? line) ? line.Value : RunningText(key);

    /// <summary>The running value as numbers; null when unknown.</summary>
    public IReadOnlyList<long>? RunningNumbers(string key) => Numbers(RunningText(key));

    /// <summary>The running value; null when unknown or when no host was looked at.</summary>
    public string? RunningText(string key) => IsOutput ? null : Input.Netns.Sysctls.GetValueOrDefault(key);

    /// <summary>Notes that the kernel takes a line: what follows is judged beside it.</summary>
    public void Take(SettingLine line)
    {
        last[line.Key] = line;
        if (!taken.TryGetValue(line.Key, out List<SettingLine>? lines))
        {
            taken[line.Key] = lines = [];
        }

        lines.Add(line);
    }

    // What was printed is of the kernel that printed it, if that says so; whoever names a kernel is believed.
    private static string Release(RuleInput input, Configuration configuration) =>
        configuration.Kind != ConfigurationKind.SysctlOutput || input.Netns.Netns.Inode == 0 ? input.Capture.Kernel
            : configuration.Directives.FirstOrDefault(directive => directive.Name == OsRelease)?.Argument ?? "";

    private long? Start(string key) => RunningText(key) is { } running ? One(running) : DefaultNumbers(key) is [long value] ? value : null;

    private IReadOnlyList<long>? DefaultNumbers(string key) =>
        IsHypothetical && !IsOutput && Kernel is { } kernel && SettingKnowledge.Exact(key) is { } setting && setting.ExistsIn(kernel)
            ? setting.DefaultIn(kernel).Values
            : null;

    private static long? One(string text) => Numbers(text) is [long number] ? number : null;

    /// <summary>A running value as numbers; null when it is none.</summary>
    public static IReadOnlyList<long>? Numbers(string? text)
    {
        string[] words = text?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        List<long> numbers = [];
        foreach (string word in words)
        {
            if (!long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number))
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers.Count > 0 ? numbers : null;
    }
}

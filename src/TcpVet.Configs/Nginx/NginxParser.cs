using TcpVet.Configs.Text;
using TcpVet.Model;

namespace TcpVet.Configs.Nginx;

/// <summary>
/// Reads nginx.conf with its includes: quotes, escapes, comments, blocks, and the Lua blocks of lua-nginx-module, whose code is stepped
/// over and not kept. Mistakes are reported in nginx's own words at nginx's own lines (src/core/ngx_conf_file.c <c>ngx_conf_parse</c>);
/// as nginx does, it stops at the first.
/// </summary>
public sealed class NginxParser
{
    // nginx has no limit. A capture is JSON, whose readers take 64 levels, two of them for each block.
    private const int DeepestBlock = 24;

    private readonly ConfigSource source;
    private readonly Dictionary<string, string> known = new(StringComparer.Ordinal);
    private string folder = "";
    private bool stopped;

    private NginxParser(ConfigSource source) => this.source = source;

    /// <summary>Reads a configuration.</summary>
    /// <param name="source">Where its files are.</param>
    /// <param name="path">The first file. Relative includes start in its folder, as with <c>nginx -c</c>.</param>
    public static Configuration Parse(ConfigSource source, string path)
    {
        NginxParser parser = new(source);
        List<ConfigDirective> directives = [];
        if (source.Open(path) is { } first)
        {
            parser.folder = first.Folder;
            parser.Read(first, new Block(directives, Table: false), depth: 0);
        }

        return new Configuration
        {
            Kind = ConfigurationKind.Nginx,
            Files = source.Files,
            Directives = directives,
            Problems = source.Problems,
            Incomplete = source.Incomplete,
        };
    }

    /// <summary>Reads one text, without includes.</summary>
    public static Configuration Parse(string path, string text) => Parse(ConfigSource.Of(path, text), path);

    // One file into the block that includes it. Blocks are kept on a stack of their own: their depth is the text's to choose.
    private void Read(ConfigText file, Block block, int depth)
    {
        NginxLexer lexer = new(file.Text);
        Stack<Block> open = new();
        while (!stopped)
        {
            NginxStop stop = lexer.Next();
            switch (stop)
            {
                case NginxStop.Error:
                    Fail(file, lexer, lexer.Error + Hint(lexer));
                    break;
                case NginxStop.FileEnd when open.Count > 0:
                    Block unclosed = open.Peek();
                    Fail(
                        file, lexer,
                        $"unexpected end of file, expecting \"}}\" (the block \"{unclosed.Inner}\" opens in line {unclosed.Line})");
                    break;
                case NginxStop.FileEnd:
                    return;
                case NginxStop.BlockEnd when open.Count == 0:
                    Fail(file, lexer, "unexpected \"}\"");
                    break;
                case NginxStop.BlockEnd:
                    block = open.Pop();
                    break;
                case NginxStop.Statement or NginxStop.BlockStart:
                    block = Directive(file, lexer, stop == NginxStop.BlockStart, block, open, depth);
                    break;
            }
        }
    }

    /// <summary>Adds a directive, follows an include, enters a block; returns the block that is read on.</summary>
    private Block Directive(ConfigText file, NginxLexer lexer, bool opensBlock, Block block, Stack<Block> open, int depth)
    {
        NginxWord name = lexer.Words[0];
        string[] arguments = [.. lexer.Words.Skip(1).Select(word => Once(word.Text))];
        // A table takes includes too: src/http/modules/ngx_http_map_module.c ngx_http_map.
        string? complaint = block.Table && opensBlock ? "unexpected \"{\""
            : block.Table && name.Text != "include" ? null
            : NginxSyntax.Complaint(name.Text, arguments, opensBlock, block.Name);
        if (complaint is not null)
        {
            Fail(file, lexer, complaint + Hint(lexer));
            return block;
        }

        bool lua = opensBlock && name.Text.EndsWith("_by_lua_block", StringComparison.Ordinal);
        List<ConfigDirective>? children = opensBlock && !lua ? [] : null;
        IReadOnlyList<ConfigDirective> inside = children ?? (IReadOnlyList<ConfigDirective>)[];
        block.Directives.Add(new ConfigDirective(Once(name.Text), arguments, file.File, name.Line, name.Column, inside));
        if (lua && !lexer.SkipLua())
        {
            Fail(file, lexer, $"unexpected end of file, expecting \"}}\" (the Lua code of \"{name.Text}\" begins in line {name.Line})");
        }

        if (children is not null)
        {
            return Enter(file, lexer, name, children, block, open, depth);
        }

        if (name.Text == "include" && !opensBlock)
        {
            ConfigInclude how = new() { Harmless = NginxShipped.Has(arguments[0]) };
            foreach (ConfigText included in source.Include(file, name.Line, name.Column, arguments[0], folder, how))
            {
                Read(included, block, depth + open.Count);
            }
        }

        return block;
    }

    private Block Enter(
        ConfigText file, NginxLexer lexer, NginxWord name, List<ConfigDirective> children, Block block, Stack<Block> open, int depth)
    {
        if (depth + open.Count >= DeepestBlock)
        {
            Fail(file, lexer, $"blocks are nested deeper than {DeepestBlock}");
            return block;
        }

        open.Push(block with { Inner = name.Text, Line = name.Line });
        return new Block(children, NginxSyntax.IsTable(name.Text), name.Text);
    }

    private void Fail(ConfigText file, NginxLexer lexer, string message)
    {
        stopped = true;
        source.Report(new ConfigProblem(file.Path, lexer.Line, lexer.Column, message, Fatal: true));
    }

    // nginx names the line where it noticed; the mistake is more often where the directive began.
    private static string Hint(NginxLexer lexer)
    {
        if (lexer.Words.Count == 0)
        {
            return "";
        }

        NginxWord first = lexer.Words[0];
        if (first.Line >= lexer.Line || first.Text.StartsWith('\uFEFF'))
        {
            return "";
        }

        string missing = NginxSyntax.IsBlock(first.Text) ? "{" : ";";
        return $" (the directive \"{first.Text}\" begins in line {first.Line}: is its \"{missing}\" missing?)";
    }

    // The same few words stand in thousands of lines.
    private string Once(string word)
    {
        if (known.TryGetValue(word, out string? same))
        {
            return same;
        }

        known.Add(word, word);
        return word;
    }

    // Its own name is null at the top of the first file. A block on the stack also tells what was opened inside it, and where.
    private readonly record struct Block(
        List<ConfigDirective> Directives, bool Table, string? Name = null, string Inner = "", int Line = 0);
}

//! The command line. Commands work on the data folder or database given by the same options as the server's,
//! also beside a running server.

mod commands;
mod versions;

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};
use pact_model::access::Role;
use pact_model::document::DocumentKind;
use pact_model::ids::DocumentId;
use tracing_subscriber::EnvFilter;

use crate::config::{Config, Overrides};
use versions::VersionCommand;

/// The program's options and commands.
#[derive(Debug, Parser)]
#[command(name = "pattovivo", version, about = "Collaboration pacts, written together, live.")]
pub struct Cli {
    #[command(flatten)]
    options: Options,
    #[command(subcommand)]
    command: Command,
}

/// Options of all commands; each also as `PATTOVIVO_…` and in `pattovivo.toml`.
#[derive(Debug, Args)]
struct Options {
    /// Configuration file [default: pattovivo.toml, if there is one]
    #[arg(long, global = true, env = "PATTOVIVO_CONFIG")]
    config: Option<PathBuf>,
    /// Folder for the database and the demo's links [default: data]
    #[arg(long, global = true)]
    data_dir: Option<PathBuf>,
    /// `sqlite://path` or `postgres://…` [default: a file in the data folder]
    #[arg(long, global = true)]
    database_url: Option<String>,
    /// Folder with your own templates
    #[arg(long, global = true)]
    templates: Option<PathBuf>,
    /// Address under which others reach this installation, like `https://patti.comune.example`
    #[arg(long, global = true)]
    public_url: Option<String>,
    /// Log as JSON lines
    #[arg(long, global = true)]
    json_logs: bool,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Run the server
    Serve(Serve),
    /// Processes
    #[command(subcommand)]
    Process(ProcessCommand),
    /// Access links
    #[command(subcommand)]
    Link(LinkCommand),
    /// Documents
    #[command(subcommand)]
    Document(DocumentCommand),
    /// Registers
    #[command(subcommand)]
    Register(RegisterCommand),
    /// Versions of documents
    #[command(subcommand)]
    Version(VersionCommand),
    /// Look whether everything stored is in order
    Check(Output),
    /// Configuration
    #[command(subcommand)]
    Config(ConfigCommand),
}

#[derive(Debug, Args)]
struct Serve {
    /// Address to listen on; port 0 takes a free one [default: 127.0.0.1:8080]
    #[arg(long)]
    listen: Option<SocketAddr>,
    /// Address of the bus between nodes
    #[arg(long)]
    bus: Option<String>,
    /// Load the demo process once and print its links
    #[arg(long)]
    demo: bool,
}

#[derive(Debug, Subcommand)]
enum ProcessCommand {
    /// Make a process with its register and documents
    Create {
        /// Name of the template, like `opificio-di-comunita`
        #[arg(long)]
        template: String,
        /// Name in addresses
        #[arg(long)]
        slug: String,
        #[command(flatten)]
        output: Output,
    },
    /// List all processes
    List {
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
enum LinkCommand {
    /// Make a link; its token is shown once
    Create {
        /// Name of the process in addresses
        #[arg(long)]
        process: String,
        /// What its holders may be: coordinator, member, community, guarantor
        #[arg(long)]
        role: Role,
        /// Name of the body they act for; an unknown one is made
        #[arg(long)]
        actor: Option<String>,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
enum DocumentCommand {
    /// Make a document
    Create {
        /// Name of the process in addresses
        #[arg(long)]
        process: String,
        /// `patto_fondativo`, `patto_collaborazione`, docpp or open
        #[arg(long)]
        kind: DocumentKind,
        /// Title
        #[arg(long)]
        title: String,
        #[command(flatten)]
        output: Output,
    },
    /// List the documents of a process
    List {
        /// Name of the process in addresses
        #[arg(long)]
        process: String,
        #[command(flatten)]
        output: Output,
    },
    /// Write what a document says to standard output; what was given out is a version
    Export {
        /// Identity of the document
        id: DocumentId,
        /// In which form
        #[arg(long, value_enum, default_value = "json")]
        format: ExportFormat,
    },
}

#[derive(Debug, Subcommand)]
enum RegisterCommand {
    /// Write fields and long texts to standard output, as `import` takes them
    Export {
        /// Name of the process in addresses
        #[arg(long)]
        process: String,
    },
    /// Set what a file names, all of it or nothing. A running server that has the register open sees it when it is
    /// opened anew
    Import {
        /// Name of the process in addresses
        #[arg(long)]
        process: String,
        /// The file, as `export` writes it
        file: PathBuf,
        #[command(flatten)]
        output: Output,
    },
    /// Make the rows for questions in SQL again from the log
    Rebuild {
        /// Name of the process in addresses [default: all]
        #[arg(long)]
        process: Option<String>,
        #[command(flatten)]
        output: Output,
    },
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Read the configuration, check it and show it without its secrets
    Check,
}

#[derive(Debug, Args)]
struct Output {
    /// Answer as JSON
    #[arg(long)]
    json: bool,
}

/// In which form a document is written out.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum ExportFormat {
    /// Canonical JSON (RFC 8785)
    Json,
    /// Markdown
    Md,
    /// A piece of HTML
    Html,
}

/// Runs the program.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    match try_run(cli) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn try_run(cli: Cli) -> anyhow::Result<ExitCode> {
    let mut overrides = Overrides {
        data_dir: cli.options.data_dir,
        database_url: cli.options.database_url.map(Into::into),
        templates: cli.options.templates,
        public_url: cli.options.public_url,
        json_logs: cli.options.json_logs,
        ..Overrides::default()
    };
    if let Command::Serve(serve) = &cli.command {
        overrides.listen = serve.listen;
        overrides.bus.clone_from(&serve.bus);
        overrides.demo = serve.demo;
    }
    let config = Config::load(cli.options.config.as_deref(), &overrides)?;
    let is_server = matches!(cli.command, Command::Serve(_));
    start_logging(config.json_logs, if is_server { "info" } else { "warn" });
    // Reading a large document recurses as deep as its lists are nested: deeper stacks than the default 2 MiB.
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .thread_stack_size(8 * 1024 * 1024)
        .build()?;
    runtime.block_on(async {
        match cli.command {
            Command::Serve(_) => crate::serve::serve(config).await.map(|()| ExitCode::SUCCESS),
            Command::Process(command) => commands::process(&config, command).await,
            Command::Link(command) => commands::link(&config, command).await,
            Command::Document(command) => commands::document(&config, command).await,
            Command::Register(command) => commands::register(&config, command).await,
            Command::Version(command) => versions::version(&config, command).await,
            Command::Check(output) => commands::check(&config, output.json).await,
            Command::Config(ConfigCommand::Check) => {
                println!("{config:#?}");
                Ok(ExitCode::SUCCESS)
            }
        }
    })
}

/// Logs go to standard error: standard output belongs to the answers.
fn start_logging(as_json: bool, default_level: &str) {
    // sqlx tells every statement; its own level keeps texts of documents out of the log.
    let default = format!("{default_level},sqlx=warn");
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new(default));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // Fails only when a logger is there already, which then stays.
    let _ = if as_json { builder.json().flatten_event(true).try_init() } else { builder.try_init() };
}

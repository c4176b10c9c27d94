//! Names that AWS gives to partitions, Regions and services, and their everyday forms.

/// Partition, and what its ARNs begin with.
pub const PARTITIONS: &[&str] = &[
    "aws",
    "aws-cn",
    "aws-us-gov",
    "aws-iso",
    "aws-iso-b",
    "aws-iso-e",
    "aws-iso-f",
    "aws-eusc",
];

/// The partition of a Region ("AWS Regions and partitions", AWS Fault Isolation Boundaries).
pub fn partition_of(region: &str) -> &'static str {
    let heads = [
        ("cn-", "aws-cn"),
        ("us-gov-", "aws-us-gov"),
        ("us-iso-", "aws-iso"),
        ("us-isob-", "aws-iso-b"),
        ("eu-isoe-", "aws-iso-e"),
        ("us-isof-", "aws-iso-f"),
        ("eusc-", "aws-eusc"),
    ];
    let of_head = heads.iter().find(|(head, _)| region.starts_with(head));
    of_head.map_or("aws", |(_, partition)| partition)
}

/// What the names of services end in, in most partitions.
pub const COMMON_SUFFIX: &str = "amazonaws.com";

/// What the names of services end in, in each partition ("AWS service endpoints", AWS General Reference; botocore's
/// `partitions.json`).
pub fn suffix_of(partition: &str) -> &'static str {
    match partition {
        "aws-cn" => "amazonaws.com.cn",
        "aws-iso" => "c2s.ic.gov",
        "aws-iso-b" => "sc2s.sgov.gov",
        "aws-iso-e" => "cloud.adc-e.uk",
        "aws-iso-f" => "csp.hci.ic.gov",
        "aws-eusc" => "amazonaws.eu",
        _ => COMMON_SUFFIX,
    }
}

/// In one text, as pointers to each would be larger: Regions that an account has to enable before it can use them ("Enable or disable AWS Regions in your account",
/// Account Management Reference Guide).
pub const OPT_IN_REGIONS: &str = "\
    af-south-1 ap-east-1 ap-east-2 ap-south-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 \
    ap-southeast-6 ap-southeast-7 ca-west-1 eu-central-2 eu-south-1 eu-south-2 il-central-1 \
    me-central-1 me-south-1 mx-central-1";

/// In one text likewise: first labels of `kms:ViaService` values ("kms:ViaService", Condition keys for AWS KMS, KMS Developer Guide). AWS adds
/// to them often: a name that is not here is newer, or not real.
pub const VIA_SERVICES: &str = "\
    acm airflow airflow-env amplify aoss app-integrations appconfig appflow apprunner aps auditmanager \
    backup backup-storage bedrock cassandra cloudtrail codeartifact codebuild codecommit codepipeline \
    codestar-connections codewhisperer comprehend connect connect-campaigns customer-profiles datasync \
    dax deadline dms docdb docdb-elastic dynamodb ebs ec2 ecr eks elasticache elasticfilesystem \
    elasticmapreduce elasticmapreduce-serverless emr-serverless entityresolution es events evidently \
    finspace firehose forecast frauddetector fsx gamelift glacier glue greengrass groundstation \
    healthlake imagebuilder importexport iotfleetwise iotsitewise ivs kafka kendra kinesis kinesisvideo \
    lakeformation lambda lex license-manager lightsail logs lookoutequipment lookoutmetrics \
    lookoutvision macie managedblockchain mediaconnect medical-imaging memorydb mgn \
    migrationhub-orchestrator monitron mq mwaa neptune-graph nimble omics osis outposts \
    payment-cryptography pcs personalize pipes proton qbusiness qldb quicksight rds redshift \
    redshift-serverless rekognition rolesanywhere route53 s3 s3-outposts s3express s3tables sagemaker \
    scheduler schemas scn secretsmanager securitylake serverlessrepo servicecatalog ses simspaceweaver \
    snowball sns sqs ssm ssm-contacts ssm-incidents states storagegateway supplychain textract \
    timestream transcribe transfer translate verifiedpermissions voiceid vpc-lattice wisdom workdocs \
    workmail workspaces workspaces-thin-client workspaces-web xray";

/// Whether a text of names with blanks between them has this one.
pub fn lists(names: &str, name: &str) -> bool {
    names.split(' ').any(|other| other == name)
}

/// Whether the text has the form of a Region name: `us-east-1`, `us-gov-west-1`, `eusc-de-east-1`.
///
/// By form, since Regions are added more often than tables are.
pub fn is_region(text: &str) -> bool {
    let mut parts = text.rsplit('-');
    let number = parts.next().unwrap_or_default();
    let mut words = 0;
    let is_word = |word: &str| {
        words += 1;
        word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_lowercase())
    };
    (1..=2).contains(&number.len())
        && number.bytes().all(|byte| byte.is_ascii_digit())
        && parts.all(is_word)
        && (2..=4).contains(&words)
}

pub fn is_account(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Stands for the account in which a template will be used.
pub const STAND_IN: &str = "009900990099";

/// Stands for the organization of the key's account, which no export tells.
pub const OWN_ORGANIZATION: &str = "o-organizationofthekey";

/// `o-` and 10 to 32 letters and digits ("Organization", AWS Organizations API Reference).
pub fn is_organization(text: &str) -> bool {
    text.strip_prefix("o-").is_some_and(|rest| {
        (10..=32).contains(&rest.len())
            && rest
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit())
    })
}

/// The everyday name of a service by the first label of its service name.
pub fn service(label: &str) -> String {
    let name = match label {
        "acm" => "ACM",
        "aoss" => "OpenSearch Serverless",
        "autoscaling" => "Auto Scaling",
        "backup" => "AWS Backup",
        "bedrock" => "Bedrock",
        "cloudformation" => "CloudFormation",
        "cloudfront" => "CloudFront",
        "cloudtrail" => "CloudTrail",
        "cloudwatch" => "CloudWatch",
        "config" => "AWS Config",
        "connect" => "Amazon Connect",
        "delivery.logs" => "CloudWatch Logs delivery",
        "dms" => "DMS",
        "dynamodb" => "DynamoDB",
        "elasticfilesystem" => "EFS",
        "elasticmapreduce" => "EMR",
        "es" => "OpenSearch Service",
        "events" => "EventBridge",
        "firehose" => "Data Firehose",
        "glue" => "Glue",
        "imagebuilder" => "Image Builder",
        "kafka" => "MSK",
        "kinesis" => "Kinesis",
        "lambda" => "Lambda",
        "logs" => "CloudWatch Logs",
        "memorydb" => "MemoryDB",
        "redshift" => "Redshift",
        "sagemaker" => "SageMaker",
        "secretsmanager" => "Secrets Manager",
        "ssm" => "Systems Manager",
        "timestream" => "Timestream",
        "workspaces" => "WorkSpaces",
        "xray" => "X-Ray",
        // Short names are mostly initials, longer ones are words.
        _ if label.len() <= 4 => return label.to_ascii_uppercase(),
        _ => {
            let mut letters = label.chars();
            let first = letters.next().map(|first| first.to_ascii_uppercase());
            return first.into_iter().chain(letters).collect();
        }
    };
    name.to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_regions_by_their_form() {
        for region in [
            "us-east-1",
            "us-gov-west-1",
            "ap-southeast-2",
            "eusc-de-east-1",
            "us-isob-east-1",
        ] {
            assert!(is_region(region), "{region}");
        }
        for other in [
            "us-east",
            "",
            "amazonaws",
            "US-EAST-1",
            "*",
            "us-*-1",
            "vpc-0a1b2c3d",
        ] {
            assert!(!is_region(other), "{other}");
        }
    }

    #[test]
    fn tells_organizations() {
        assert!(is_organization("o-a1b2c3d4e5"));
        assert!(!is_organization("o-*"));
        assert!(!is_organization("o-ABCDEFGHIJ"));
    }
}
